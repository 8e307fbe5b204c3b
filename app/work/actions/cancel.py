"""Stop an instance before its end."""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.kernel import audit, clock, policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.events import announce
from app.kernel.policy import Actor
from app.work import queries
from app.work.actions.history import log_event
from app.work.actions.incidents import close_incidents
from app.work.events import InstanceEnded
from app.work.policy import Work
from app.work.tables import Instance, Subscription, Task, Timer


def cancel(session: Session, actor: Actor, instance_id: str, reason: str) -> Instance:
    """Cancel a running or failed instance; its open tasks are withdrawn, its history stays."""
    instance = queries.instance(session, actor, instance_id, lock=True)
    policy.require(actor, Work.CANCEL, instance.process)
    if not reason.strip():
        raise Invalid("REASON_MISSING", "Expected a reason, but it is empty. Say why.", {"reason": "Say why."})
    if instance.state not in ("running", "failed"):
        raise Conflict("ENDED", f"Expected a running instance, but this one is {instance.state} already.")
    now = clock.now()
    instance.state, instance.ended_at, instance.thin, instance.waits = "cancelled", now, None, False
    session.execute(
        update(Task)
        .where(Task.instance_id == instance.id, Task.state == "open")
        .values(state="withdrawn", closed_at=now, form=None, data=None)
        .execution_options(synchronize_session=False)
    )
    for table in (Timer, Subscription):
        session.execute(delete(table).where(table.instance_id == instance.id))
    if instance.incidents:
        close_incidents(session, instance, actor, now)
    log_event(session, instance, "instance_cancelled", actor, reason)
    audit.record(session, actor, "instance.cancelled", instance.id, {"reason": reason})
    announce(session, InstanceEnded(instance.id, instance.process_id, "cancelled"))
    return instance
