"""Jobs by Procrastinate on the same PostgreSQL, with any number of worker processes."""
