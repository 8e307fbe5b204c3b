"""Background entry points of work: moments that have come, messages, signals and calls, and what is cleared away."""

from __future__ import annotations

from app.work.jobs import absences, arrivals, files, overdue, starts, tidy, timers, vacancies

__all__ = ["absences", "arrivals", "files", "overdue", "starts", "tidy", "timers", "vacancies"]
