"""Who does the work: the people behind a process and its lanes."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import actors
from app.catalog.queries import visible_inside
from app.catalog.tables import Process, VersionStep
from app.kernel.policy import Actor
from app.work.policy import may_perform
from app.work.queries.inbox import mappings_by_lane


def performers(session: Session, process: Process, step_ids: Collection[str] | None = None) -> set[str]:
    """Give the ids of the people who may do a step of the process, or one of `step_ids` where given."""
    return {actor.id for actor in performing(session, process, step_ids)}


def performing(session: Session, process: Process, step_ids: Collection[str] | None = None) -> list[Actor]:
    """Give the people who may do a step of the process, or one of `step_ids` where given: a walk over everybody."""
    statement = select(VersionStep.lane).where(VersionStep.version_id == process.live_version_id).distinct()
    if step_ids is not None:
        statement = statement.where(VersionStep.step_id.in_(step_ids))
    lanes = {lane or "" for lane in session.scalars(statement)} or {""}
    mappings = mappings_by_lane(session, process.id)
    return [
        actor
        for actor in actors(session).values()
        if any(may_perform(actor, process, mappings.get(lane, [])) for lane in lanes)
    ]


def processes_of(session: Session, actor: Actor) -> set[str]:
    """Give the ids of the processes the actor sees from inside and does work in."""
    rows = session.scalars(select(Process).where(visible_inside(actor), Process.archived_at.is_(None)))
    return {process.id for process in rows if may_perform(actor, process, [])}
