"""What was measured of work: of a process, of a step, of what its map shows."""
