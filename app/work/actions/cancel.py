"""Stop an instance before its end."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel import audit, policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.policy import SYSTEM, Actor
from app.work import queries
from app.work.actions import calls
from app.work.actions.stop import LIVE, stop
from app.work.actions.turn import apply_turn
from app.work.policy import Work
from app.work.tables import Instance


def cancel(session: Session, actor: Actor, instance_id: str, reason: str) -> Instance:
    """Cancel a running or failed instance; its open tasks are withdrawn, its history stays."""
    instance = queries.instance(session, actor, instance_id, lock=True)
    policy.require(actor, Work.CANCEL, instance.process)
    if not reason.strip():
        raise Invalid("REASON_MISSING", "Expected a reason, but it is empty. Say why.", {"reason": "Say why."})
    if instance.state not in LIVE:
        raise Conflict("ENDED", f"Expected a running instance, but this one is {instance.state} already.")
    stop(session, actor, instance, reason)
    audit.record(session, actor, "instance.cancelled", instance.id, {"reason": reason})
    if instance.parent_id is not None:
        session.flush()
        for caller, turn in calls.ended(session, instance):
            apply_turn(session, caller, turn, SYSTEM)
    return instance
