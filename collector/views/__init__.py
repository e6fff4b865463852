"""Addresses of the desk (页面): parse, call, render."""
