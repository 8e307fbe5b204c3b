"""Figures from the log: how often, how long, where the work stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases.tables import Instance, Task

RECENT = 500
POINTS, SHARE = 16, 3


@dataclass(frozen=True)
class Measures:
    """Figures of one step: how often done, median seconds from opened to done, how many wait now."""

    done: int
    median_seconds: float | None
    open: int


@dataclass(frozen=True)
class Health:
    """Figures of one process: instances running, ended, and their median seconds from start to end.

    `curve` has the same median of up to `POINTS` equal shares of the newest completed ones, in the order they ended.
    """

    running: int
    completed: int
    median_seconds: float | None
    curve: tuple[float, ...] = ()


def measures(session: Session, process_id: str, step_id: str) -> Measures:
    """Measure a step over all versions of its process, the median over its newest 500 completions."""
    counts = dict(
        session.execute(
            select(Task.state, func.count())
            .where(Task.process_id == process_id, Task.step_id == step_id)
            .group_by(Task.state)
        ).all()
    )
    newest = (
        select(Task.opened_at, Task.closed_at)
        .where(Task.process_id == process_id, Task.step_id == step_id, Task.state == "done")
        .order_by(Task.closed_at.desc())
        .limit(RECENT)
    )
    lasted = [(closed - opened).total_seconds() for opened, closed in session.execute(newest) if closed is not None]
    return Measures(counts.get("done", 0), median(lasted) if lasted else None, counts.get("open", 0))


def health(session: Session, process_id: str) -> Health:
    """Measure a process over all its versions, the median over its newest 500 completed instances."""
    counts = dict(
        session.execute(
            select(Instance.state, func.count()).where(Instance.process_id == process_id).group_by(Instance.state)
        ).all()
    )
    newest = (
        select(Instance.started_at, Instance.ended_at)
        .where(Instance.process_id == process_id, Instance.state == "completed")
        .order_by(Instance.id.desc())
        .limit(RECENT)
    )
    ended = sorted((end, (end - began).total_seconds()) for began, end in session.execute(newest) if end)
    lasted = [seconds for _end, seconds in ended]
    whole = median(lasted) if lasted else None
    return Health(counts.get("running", 0), counts.get("completed", 0), whole, curve_of(lasted))


def curve_of(lasted: Sequence[float]) -> tuple[float, ...]:
    """Give the medians of equal shares of what lasted so long, in order; nothing of fewer than nine."""
    shares = min(POINTS, len(lasted) // SHARE)
    if shares < 3:
        return ()
    edges = [round(i * len(lasted) / shares) for i in range(shares + 1)]
    return tuple(median(lasted[a:b]) for a, b in pairwise(edges))


def running(session: Session, process_ids: Sequence[str]) -> dict[str, int]:
    """Count the running instances of each of these processes: one statement."""
    rows = session.execute(
        select(Instance.process_id, func.count())
        .where(Instance.process_id.in_(process_ids), Instance.state == "running")
        .group_by(Instance.process_id)
    )
    return {process: count for process, count in rows}


def tokens(session: Session, process_id: str) -> dict[str, int]:
    """Count the open tasks of a process by step."""
    rows = session.execute(
        select(Task.step_id, func.count())
        .where(Task.process_id == process_id, Task.state == "open")
        .group_by(Task.step_id)
    )
    return {step: count for step, count in rows}
