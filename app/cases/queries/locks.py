"""Keeping others from a case while it is looked at anew before a change."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.tables import Instance, Task


def lock_instance(session: Session, instance_id: str, **_: str) -> None:
    """Keep others from an instance meanwhile; what cannot be there is not looked for."""
    session.execute(select(Instance.id).where(Instance.id == instance_id).with_for_update())


def lock_task(session: Session, task_id: str) -> None:
    """Keep others from the instance of a task meanwhile, as everything does that changes a task."""
    row = select(Instance.id).join(Task, Task.instance_id == Instance.id).where(Task.id == task_id)
    session.execute(row.with_for_update(of=Instance))


def lock_free(session: Session, instance_ids: Collection[str]) -> set[str]:
    """Keep others from those of these instances that nobody works on now, and give their ids; it waits for none."""
    if not instance_ids:
        return set()
    rows = select(Instance.id).where(Instance.id.in_(instance_ids)).order_by(Instance.id)
    return set(session.scalars(rows.with_for_update(skip_locked=True)))
