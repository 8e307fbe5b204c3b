"""The library of processes."""
