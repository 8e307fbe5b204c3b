"""What the interfaces of work share."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.web import current_session
from app.work import queries, schemas
from app.work.tables import Instance, Task

blueprint = Blueprint("work_api", __name__, url_prefix="/api/v1", description="Instances and tasks")


def lock_instance(session: Session, instance_id: str, **_: str) -> None:
    """Keep others from an instance meanwhile; what cannot be there is not looked for."""
    session.execute(select(Instance.id).where(Instance.id == instance_id).with_for_update())


def lock_task(session: Session, task_id: str) -> None:
    """Keep others from the instance of a task meanwhile, as everything does that changes a task."""
    row = select(Instance.id).join(Task, Task.instance_id == Instance.id).where(Task.id == task_id)
    session.execute(row.with_for_update(of=Instance))


def said(instance: Any) -> dict[str, Any]:
    """Give an instance as programs see it, with what is open in it now."""
    session = current_session()
    session.flush()
    tasks = queries.open_rows(session, instance.id) if instance.state in ("running", "failed") else []
    return schemas.say_instance(instance, tasks)
