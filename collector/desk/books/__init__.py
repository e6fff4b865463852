"""Tables (台账): what goes out as one, and what comes in."""
