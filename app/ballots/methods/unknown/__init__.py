"""What stands for a method that is not listed here: it is shown in words, and nothing is decided by it."""

from app.ballots.methods.unknown.method import Unknown, unknown

__all__ = ["Unknown", "unknown"]
