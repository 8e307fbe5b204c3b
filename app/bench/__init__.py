"""Measure the server against the bare engine, in the same run, on the same machine."""
