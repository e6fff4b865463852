"""What is kept, and how long (留存): erasing, purging, the next year, an installation that goes public."""
