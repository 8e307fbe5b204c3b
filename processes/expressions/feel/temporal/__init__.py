"""Dates, times and durations of FEEL, and how they are written."""
