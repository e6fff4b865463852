"""What the site carries for programs (数据): open data, feed, site map."""
