"""The token game: what a token does on each kind of step, what its scope knows, and how an instance looks then."""
