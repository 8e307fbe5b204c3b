"""Jobs in a table of our own: for SQLite, and for a PostgreSQL without Procrastinate."""
