"""Decisions worked out on data: tables, boxed expressions, and all that a decision requires (DMN 1.5, 8 and 10)."""
