"""DMN files of any edition read to values, with what is not understood in them (DMN 1.5, 6 to 10)."""
