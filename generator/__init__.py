"""Builds the public site of a household-visiting campaign (大走访) from `content/`."""
