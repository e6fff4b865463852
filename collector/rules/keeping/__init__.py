"""Rules of keeping (留存): how long, and what goes along into the next year."""
