"""What services carry out now, and what was tried."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, NotFound
from app.kernel.i18n import _
from app.services.tables import ServiceAttempt, ServiceTask


def service_task(session: Session, task_id: str, *, lock: bool = False) -> ServiceTask | None:
    """Give a step that a service carries out."""
    statement = select(ServiceTask).where(ServiceTask.task_id == task_id)
    if lock:
        statement = statement.with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def held_task(session: Session, task_id: str, lock: str, now: datetime) -> ServiceTask:
    """Give an external task that its worker still holds; raises NotFound, or Conflict where its lease ran out."""
    row = service_task(session, task_id, lock=True)
    if row is None or row.kind != "external":
        raise NotFound(_("this external task"))
    if row.state != "ready" or row.lock != lock or row.locked_until is None or row.locked_until <= now:
        raise Conflict(
            "LOCK_LOST",
            _(
                "Expected you to hold this task, but your lease ran out or it is done. Fetch again; another worker may "
                "have it by now."
            ),
        )
    return row


def attempts(session: Session, instance_id: str, limit: int = 100) -> list[ServiceAttempt]:
    """Give what was tried in an instance, newest first."""
    rows = select(ServiceAttempt).where(ServiceAttempt.instance_id == instance_id)
    return list(session.scalars(rows.order_by(ServiceAttempt.id.desc()).limit(limit)))
