"""Rules of publishing (公示): from private to public, what may not be told, what the gate looks for."""
