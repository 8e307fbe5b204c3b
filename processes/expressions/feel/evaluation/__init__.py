"""Trees of FEEL worked out on data (DMN 1.5, 10.3.2)."""
