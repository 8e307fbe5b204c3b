"""Background entry points of work: timers whose moment has come, and what instances throw."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.jobs import defer, periodic, task
from app.kernel.policy import SYSTEM
from app.work import actions
from app.work.actions.messages import broadcast
from app.work.tables import Timer

AT_ONCE = 200


def register() -> None:
    """Make the tasks of this module known; importing it has done so."""


@periodic("work.timers", every=timedelta(seconds=5))
def timers(session: Session) -> None:
    """Take the timers that are due, once each, and order their instances to go on."""
    now = clock.now()
    due = session.execute(
        select(Timer.instance_id, Timer.task_id)
        .where(Timer.due_at <= now, Timer.taken_at.is_(None))
        .order_by(Timer.due_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    if not due:
        return
    instances = {instance_id for instance_id, _ in due}
    session.execute(
        update(Timer)
        .where(Timer.instance_id.in_(instances), Timer.due_at <= now)
        .values(taken_at=now)
        .execution_options(synchronize_session=False)
    )
    for instance_id in sorted(instances):
        defer(session, "work.fire", {"instance_id": instance_id}, lock=f"instance:{instance_id}")


@task("work.fire")
def fire(session: Session, instance_id: str) -> None:
    """Let an instance's due timers take effect."""
    actions.fire(session, instance_id)


@task("work.throw")
def throw(session: Session, kind: str, name: str, data: dict[str, Any], correlation: dict[str, Any], **_: Any) -> None:
    """Bring a message that an instance threw to its one receiver, a signal to all who wait."""
    if kind == "signal":
        broadcast(session, name, data)
    else:
        actions.deliver(session, SYSTEM, "message", name, correlation, data)
