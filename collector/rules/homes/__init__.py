"""Rules of households (户): the roster, and special hardship."""
