"""The database: engine and columns, schema, unit of work, and what may not happen while a lock is held."""
