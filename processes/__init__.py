"""Processes as values: no web, no database, no clock."""
