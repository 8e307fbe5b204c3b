"""Tests of variants, of changes carried between them, and of what worked elsewhere."""
