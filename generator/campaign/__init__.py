"""The fence: pure rules of the campaign that the site and the desk share. No files, no clock, no web."""
