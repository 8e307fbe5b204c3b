"""What work tells Prometheus."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel import clock, metrics
from app.kernel.metrics.port import Values
from app.work.tables import Incident, Instance, Task, Timer

STARTED = metrics.counter("stepwell_instances_started", "Instances that were started")
ENDED = metrics.counter("stepwell_instances_ended", "Instances that were completed, cancelled or have failed", "state")
COMPLETED = metrics.counter("stepwell_tasks_completed", "Tasks that were completed")
NOT_OVER = ("running", "suspended", "failed")


@metrics.figure("stepwell_instances", "Instances that are not over, by state", "state")
def instances(session: Session) -> Values:
    """Count by state, from the index alone."""
    statement = select(Instance.state, func.count()).where(Instance.state.in_(NOT_OVER)).group_by(Instance.state)
    found = {**dict.fromkeys(NOT_OVER, 0), **{s: n for s, n in session.execute(statement)}}
    for state, count in found.items():
        yield (state,), count


@metrics.figure("stepwell_open_tasks", "Tasks that are open now, by kind", "kind")
def open_tasks(session: Session) -> Values:
    """Count by kind."""
    for kind, count in session.execute(select(Task.kind, func.count()).where(Task.state == "open").group_by(Task.kind)):
        yield (kind,), count


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
