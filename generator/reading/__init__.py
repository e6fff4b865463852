"""From files to records (读入): strict YAML and Markdown, every problem with its line."""
