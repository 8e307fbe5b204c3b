"""What was measured of work, in words and tints."""
