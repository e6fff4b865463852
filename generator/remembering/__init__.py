"""What need not be done twice (记住): without any of it the same site is made, only later."""
