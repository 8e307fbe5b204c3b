"""Let an instance that could not go on try again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.kernel import clock, policy
from app.kernel.errors import Conflict
from app.kernel.policy import Actor
from app.work import queries
from app.work.actions.turn import apply_turn
from app.work.policy import Work
from app.work.tables import Instance
from processes import engine


def retry(session: Session, actor: Actor, instance_id: str) -> Instance:
    """Run the step at which a failed instance stands once more."""
    instance = queries.instance(session, actor, instance_id, lock=True)
    policy.require(actor, Work.CANCEL, instance.process)
    if instance.state != "failed" or not instance.blob:
        raise Conflict("NOT_FAILED", f"Expected a failed instance, but this one is {instance.state}.")
    stuck = queries.last_incident(session, instance.id)
    if stuck is None:
        raise Conflict("NO_INCIDENT", "Expected an incident to try again, but there is none. Cancel the instance.")
    turn = engine.retry(catalog.definition(instance.version), instance.blob, stuck, clock.now())
    instance.ended_at = None
    apply_turn(session, instance, turn, actor)
    return instance
