"""Visits at the desk (走访): who goes where and when, what is sent from the doorstep, how far it has come."""
