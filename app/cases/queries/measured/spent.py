"""How long cases have spent at some steps of a process, as it was measured; nothing where too few have passed there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.queries.measured.map_facts import MOST_TASKS, NEWEST
from app.cases.tables import Instance, Task

FEWEST_CASES = 5


@dataclass(frozen=True)
class Spent:
    """Median seconds a case spent, of so many cases."""

    seconds: float
    cases: int


def spent_at(session: Session, process_id: str, steps: Collection[str]) -> Spent | None:
    """Measure the time from opened to done at some steps, in the newest completed cases that passed any: one statement.

    Where a case had several of these steps open at once that time counts once. None where too few cases tell.
    """
    if not steps:
        return None
    newest = (
        select(Instance.id)
        .where(Instance.process_id == process_id, Instance.state == "completed")
        .order_by(Instance.id.desc())
        .limit(NEWEST)
    )
    rows = (
        select(Task.instance_id, Task.opened_at, Task.closed_at)
        .where(Task.instance_id.in_(newest), Task.step_id.in_(steps), Task.state == "done")
        .order_by(Task.closed_at.desc())
        .limit(MOST_TASKS)
    )
    cases: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for case, opened, closed in session.execute(rows):
        if closed is not None:
            cases[case].append((opened, closed))
    lasted = [_covered(stretches).total_seconds() for stretches in cases.values()]
    return Spent(median(lasted), len(lasted)) if len(lasted) >= FEWEST_CASES else None


def _covered(stretches: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """Add up stretches of time, what several of them share once."""
    total, until = timedelta(0), None
    for begin, end in sorted(stretches):
        start = begin if until is None else max(begin, until)
        if end > start:
            total, until = total + (end - start), end
    return total
