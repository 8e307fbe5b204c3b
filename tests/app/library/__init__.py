"""The library as files: out of one installation, into another."""
