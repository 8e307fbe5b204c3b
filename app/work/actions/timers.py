"""Let the time that has come take effect."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.kernel import clock
from app.kernel.policy import SYSTEM
from app.work import queries
from app.work.actions.turn import apply_turn
from app.work.tables import Instance
from processes import engine


def fire(session: Session, instance_id: str) -> Instance | None:
    """Run an instance's due timers; does nothing where none is due or the instance has ended."""
    instance = queries.locked(session, instance_id)
    if instance is None or instance.state != "running" or not instance.blob:
        return None
    turn = engine.fire_timers(catalog.definition(instance.version), instance.blob, clock.now())
    apply_turn(session, instance, turn, SYSTEM)
    return instance
