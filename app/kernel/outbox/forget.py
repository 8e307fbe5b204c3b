"""Forget public events that are long past."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.kernel.jobs import periodic
from app.kernel.outbox.tables import OutboxEvent
from app.kernel.times import clock

KEPT = timedelta(days=30)
MOST = 20_000


def register() -> None:
    """Make the task of this module known; importing it has done so."""


@periodic("kernel.forget_events", every=timedelta(hours=1))
def forget_events(session: Session) -> None:
    """Delete events older than a month, read or not, the oldest first and not more at once than others can wait for."""
    old = select(OutboxEvent.id).where(OutboxEvent.at < clock.now() - KEPT).order_by(OutboxEvent.at).limit(MOST)
    session.execute(delete(OutboxEvent).where(OutboxEvent.id.in_(old)))
