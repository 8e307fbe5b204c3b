"""Process definitions as values. Nothing here does IO, reads a clock, or knows who is asking."""
