"""Households at the desk (户): the roster, who is found where, who is in special hardship."""
