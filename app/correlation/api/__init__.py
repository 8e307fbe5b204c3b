"""Correlation for programs: messages, signals, and what cases wait for; part of the blueprint of cases."""

from app.correlation.api import messages, waits

__all__ = ["messages", "waits"]
