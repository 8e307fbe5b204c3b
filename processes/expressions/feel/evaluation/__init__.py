"""Trees of FEEL worked out on data."""
