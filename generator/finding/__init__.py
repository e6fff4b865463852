"""The search (搜索): what is found, and the static files that find it."""
