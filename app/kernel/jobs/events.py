"""The news that a job was given up, told in the transaction that notes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.events import Event, announce
from app.kernel.observability.logs import log


@dataclass(frozen=True)
class JobGaveUp(Event):
    """A job used up its attempts; `jobs.retry` with this id gives it new ones."""

    name = "job.given_up"
    job_id: str
    task: str
    args: Mapping[str, Any]
    attempts: int
    error: str


@dataclass(frozen=True)
class ClockChecked(Event):
    """Told every minute, before jobs are brought forward: whoever keeps moments of their own does the same with them.

    What lies further ahead than it can have been ordered was ordered before the clock was set back: it is due.
    """

    name = "clock.checked"
    now: datetime


def tell(session: Session, news: JobGaveUp) -> None:
    """Tell that a job was given up; a listener that fails is logged, and the job is noted as failed all the same."""
    try:
        with session.begin_nested():
            announce(session, news)
    except Exception:
        log.exception("job_news_failed", job=news.job_id, task=news.task)
