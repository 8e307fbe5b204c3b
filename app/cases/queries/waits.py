"""What a case waits for at certain times, whom it has called, and who called it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.queries.instances import shown
from app.cases.tables import Instance, Timer
from app.catalog.queries import visible
from app.catalog.tables import Process, VersionStep
from app.kernel.api.paging import Page, page
from app.kernel.policy import Actor
from processes.called import UNNAMED


def timers_of(session: Session, instance_id: str) -> list[Timer]:
    """Give the timers of an instance, the next one first."""
    statement = select(Timer).where(Timer.instance_id == instance_id).order_by(Timer.due_at, Timer.task_id)
    return list(session.scalars(statement))


def called(
    session: Session, actor: Actor, instance: Instance, cursor: str | None = None, limit: int = 1000
) -> Page[tuple[Instance, Process]]:
    """Give some of the cases that an instance has called, as far as the actor may see them, oldest first."""
    if not instance.calls:
        return Page([])
    statement = (
        select(Instance, Process)
        .join(Process, Process.id == Instance.process_id)
        .where(Instance.parent_id == instance.id, visible(actor), shown(actor))
    )
    return page(session, statement, [Instance.id], cursor, limit, scalars=False)


def caller_of(session: Session, actor: Actor, instance: Instance) -> tuple[Instance, Process] | None:
    """Give the case that called an instance, where there is one that the actor may see."""
    if instance.parent_id is None:
        return None
    statement = (
        select(Instance, Process)
        .join(Process, Process.id == Instance.process_id)
        .where(Instance.id == instance.parent_id, visible(actor), shown(actor))
    )
    row = session.execute(statement).first()
    return (row[0], row[1]) if row else None


def step_names(session: Session, version_id: str, step_ids: set[str]) -> dict[str, str]:
    """Give what steps of a version are called, by their ids."""
    mine = (VersionStep.version_id == version_id, VersionStep.step_id.in_(step_ids))
    rows = (
        session.execute(select(VersionStep.step_id, VersionStep.name, VersionStep.called).where(*mine))
        if step_ids
        else ()
    )
    return {step_id: name or called or UNNAMED for step_id, name, called in rows}
