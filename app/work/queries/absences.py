"""Who is away now, and who does their work meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import actors
from app.kernel import clock
from app.kernel.policy import Actor
from app.work.tables import Absence, Task


def absences(session: Session, person_id: str) -> list[Absence]:
    """Give a person's absences that are not over, the next one first."""
    statement = (
        select(Absence)
        .where(Absence.person_id == person_id, Absence.ends_at > clock.now())
        .order_by(Absence.begins_at, Absence.id)
    )
    return list(session.scalars(statement))


def stands_in_for(session: Session, actor: Actor) -> dict[str, Actor]:
    """Give the people who are away now and whose substitute the actor is, as actors by id."""
    now = clock.now()
    away = select(Absence.person_id).where(
        Absence.substitute_id == actor.id, Absence.ends_at > now, Absence.begins_at <= now
    )
    found = set(session.scalars(away)) - {actor.id}
    return actors(session, found) if found else {}


def substitute_of(session: Session, person_id: str, now: datetime, barred: Collection[str] = ()) -> str:
    """Give who does a person's work now: their substitute while they are away, else themselves."""
    statement = (
        select(Absence.substitute_id)
        .where(Absence.person_id == person_id, Absence.ends_at > now, Absence.begins_at <= now)
        .order_by(Absence.id.desc())
        .limit(1)
    )
    found = session.scalar(statement)
    return found if found and found not in barred else person_id


def is_free_for(session: Session, actor: Actor, task: Task) -> bool:
    """Whether nobody else has taken a task, or only somebody who is away and whose substitute the actor is."""
    if actor.is_system or task.claimed_by in (None, actor.id):
        return True
    return task.claimed_by in stands_in_for(session, actor)
