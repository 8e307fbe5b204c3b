"""What changes are in a sentence: of operations, of a version, as a title."""
