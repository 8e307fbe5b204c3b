"""Where work is late or has not moved for long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from app.cases.queries.incidents import keeps
from app.cases.queries.places import is_late
from app.cases.tables import Task
from app.catalog.tables import Process
from app.kernel.policy import Actor
from app.kernel.times import clock

STUCK_AFTER = timedelta(days=14)
MOST_PLACES = 6


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
