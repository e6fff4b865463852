"""Who works here (人员): accounts, signing in, what is theirs, who leaves."""
