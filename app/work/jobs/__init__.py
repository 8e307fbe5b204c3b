"""Background entry points of work: moments that have come, messages, signals and calls, and what is cleared away."""

from __future__ import annotations

from app.work.jobs import absences, arrivals, files, overdue, starts, tidy, timers


def register() -> None:
    """Make the tasks and listeners of these modules known; importing them has done so."""


__all__ = ["absences", "arrivals", "files", "overdue", "register", "starts", "tidy", "timers"]
