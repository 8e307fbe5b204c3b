"""Where work is late or has not moved for long, and how long cases took before and after a version went live."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Subquery, and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from app.cases.queries.incidents import keeps
from app.cases.queries.places import is_late
from app.cases.tables import Instance, Task
from app.catalog.tables import Process
from app.kernel.policy import Actor
from app.kernel.times import clock

STUCK_AFTER = timedelta(days=14)
MOST_PLACES, MOST_CASES, FEWEST_CASES = 6, 100, 5


@dataclass(frozen=True)
class Standing:
    """How many cases of a process are late, how many have stood at a step for two weeks, and since when the first."""

    key: str
    title: str
    late: int
    stuck: int
    since: datetime


def standing(session: Session, actor: Actor, limit: int = MOST_PLACES) -> list[Standing]:
    """Give the processes the actor sees to in which cases are late or stuck, the most late on top: one statement."""
    late = and_(*is_late())
    stuck = Task.opened_at < clock.now() - STUCK_AFTER
    late_cases, stuck_cases = (func.count(case((which, Task.instance_id)).distinct()) for which in (late, stuck))
    rows = (
        select(Process.key, Process.title, late_cases, stuck_cases, func.min(Task.opened_at))
        .select_from(Task)
        .join(Process, Process.id == Task.process_id)
        .where(Task.state == "open", late | stuck, keeps(actor))
        .group_by(Process.key, Process.title)
        .order_by(late_cases.desc(), stuck_cases.desc(), Process.title)
        .limit(limit)
    )
    return [Standing(*row) for row in session.execute(rows)]


@dataclass(frozen=True)
class Effect:
    """Median seconds a case took before a version went live and after, and of how many cases; None for too few."""

    before: float | None
    after: float | None
    cases_before: int
    cases_after: int


def effects(session: Session, changes: Collection[tuple[str, str, datetime]]) -> dict[str, Effect]:
    """Give, by the ids of versions, how long cases took that ended before it went live and that began after.

    `changes` are ids of version and process with the moment it went live; of each the newest hundred cases on both
    sides count, and fewer than five tell nothing: one statement for all.
    """
    if not changes:
        return {}
    lasted: dict[tuple[str, bool], list[float]] = defaultdict(list)
    parts = [part for change in changes for part in _around(*change)]
    for version_id, is_after, began, ended in session.execute(union_all(*(select(part) for part in parts))):
        lasted[version_id, bool(is_after)].append((ended - began).total_seconds())
    return {
        version_id: Effect(
            _middle(lasted[version_id, False]), _middle(lasted[version_id, True]),
            len(lasted[version_id, False]), len(lasted[version_id, True]),
        )
        for version_id, _process, _at in changes
    }  # fmt: skip


def _around(version_id: str, process_id: str, at: datetime) -> list[Subquery]:
    """The newest cases that ended before a moment, and that began after it."""
    done = (Instance.process_id == process_id, Instance.state == "completed")
    ran = (Instance.started_at, Instance.ended_at)
    sides = (done, Instance.ended_at < at), (done, Instance.started_at >= at)
    return [
        select(literal(version_id).label("version"), literal(side).label("side"), *ran)
        .where(*which, when)
        .order_by(Instance.id.desc())
        .limit(MOST_CASES)
        .subquery()
        for side, (which, when) in enumerate(sides)
    ]


def _middle(seconds: list[float]) -> float | None:
    return median(seconds) if len(seconds) >= FEWEST_CASES else None
