"""What cases tell Prometheus."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases.tables import ALIVE, Incident, Instance, Timer
from app.kernel.observability import metrics
from app.kernel.observability.metrics.port import Values
from app.kernel.times import clock

STARTED = metrics.counter("stepwell_instances_started", "Instances that were started")
ENDED = metrics.counter("stepwell_instances_ended", "Instances that were completed, cancelled or have failed", "state")


@metrics.figure("stepwell_instances", "Instances that are not over, by state", "state")
def instances(session: Session) -> Values:
    """Count by state, from the index alone."""
    statement = select(Instance.state, func.count()).where(Instance.state.in_(ALIVE)).group_by(Instance.state)
    found = {**dict.fromkeys(ALIVE, 0), **{s: n for s, n in session.execute(statement)}}
    for state, count in found.items():
        yield (state,), count


@metrics.figure("stepwell_timers_lag_seconds", "For how long the oldest timer that is due has not fired")
def lag(session: Session) -> Values:
    """Give the lag, 0 where no timer is late."""
    now = clock.now()
    due = session.scalar(select(func.min(Timer.due_at)).where(Timer.due_at <= now))
    yield (), (now - due).total_seconds() if due else 0.0


@metrics.figure("stepwell_incidents", "Incidents that nobody has closed yet")
def incidents(session: Session) -> Values:
    """Count them."""
    yield (), session.scalar(select(func.count()).where(Incident.closed_at.is_(None))) or 0
