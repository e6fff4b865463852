"""Pure rules of the private side (规则): no files, no clock, no web."""
