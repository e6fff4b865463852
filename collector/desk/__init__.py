"""What people do (办事): one act, one transaction."""
