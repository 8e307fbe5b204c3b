"""What is known of steps that could not go on: what failed, what was tried, how many are like them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import queries as cases
from app.cases.policy import Cases
from app.cases.tables import Incident, Instance, StepEvent
from app.catalog import queries as catalog
from app.kernel import policy
from app.kernel.errors import Conflict
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.services.tables import ServiceAttempt
from processes import engine
from processes.engine import Stopped

MOST = 100


@dataclass(frozen=True)
class Looked:
    """An incident as who sees to it knows it; `place` is nothing for others, and where a service failed."""

    incident: Incident
    place: Stopped | None
    others: int
    attempts: list[ServiceAttempt]
    tried: list[datetime]


def look_into(session: Session, actor: Actor, case: Instance, rows: Sequence[Incident]) -> list[Looked]:
    """Give what is known of incidents of a case that the actor sees; of its script and data to who sees to it.

    Four statements, and one for the state of the case.
    """
    keeps = policy.allows(actor, Cases.VIEW_INCIDENT, case.process)
    places = _places(case) if keeps else {}
    others = cases.alike(session, actor, rows) if keeps else {}
    attempts = _attempts(session, case.id)
    tried = _tried(session, case.id)
    return [
        Looked(
            row, places.get(row.task_id), others.get(row.id, 0),
            [one for one in attempts if one.task_id == row.task_id],
            tried.get(row.task_id, []),
        )
        for row in rows[:MOST]
    ]  # fmt: skip


def _places(case: Instance) -> dict[str, Stopped]:
    if not case.blob:
        return {}
    try:
        return engine.stopped(catalog.definition(case.version), case.blob, clock.now())
    except Conflict:
        return {}


def _attempts(session: Session, instance_id: str) -> list[ServiceAttempt]:
    rows = select(ServiceAttempt).where(ServiceAttempt.instance_id == instance_id)
    return list(session.scalars(rows.order_by(ServiceAttempt.id.desc()).limit(MOST)))


def _tried(session: Session, instance_id: str) -> dict[str, list[datetime]]:
    """Give when steps failed, newest first, by their tasks."""
    failed = (StepEvent.instance_id == instance_id, StepEvent.event == "incident", StepEvent.task_id.is_not(None))
    rows = session.execute(
        select(StepEvent.task_id, StepEvent.at).where(*failed).order_by(StepEvent.id.desc()).limit(MOST)
    )
    found: dict[str, list[datetime]] = {}
    for task_id, at in rows:
        found.setdefault(str(task_id), []).append(at)
    return found
