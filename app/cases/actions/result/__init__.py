"""Persisting the result of the engine: in which order its parts are written, and those of cases."""
