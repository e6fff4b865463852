"""Takes visits and issues from the doorstep, carries them to their end, and publishes what is reviewed."""
