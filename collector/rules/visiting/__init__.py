"""Rules of visits (走访): what one is, what it must say, whom it is credited to."""
