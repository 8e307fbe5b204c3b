"""Moments, days and lengths of time: asked of one clock, read and said by the clock of a place."""
