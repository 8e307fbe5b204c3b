"""Figures of background jobs, on either adapter."""

from __future__ import annotations

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.kernel.db.unit_session import unit_of
from app.kernel.jobs.port import _of
from app.kernel.jobs.scaled.adapter import Scaled
from app.kernel.jobs.tables import QUEUED, Job
from app.kernel.observability.metrics.port import Values, figure
from app.kernel.times import clock

NAMES = {"queued": "waiting", "todo": "waiting", "doing": "running", "running": "running", "failed": "failed"}
COUNTS = text("SELECT status, count(*) FROM procrastinate_jobs GROUP BY status")
OLDEST = text(
    """SELECT extract(epoch FROM :now - min(coalesce(j.scheduled_at, e.at))) FROM procrastinate_jobs j
    LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
    WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= :now)"""
)


def _scaled(session: Session) -> bool:
    return isinstance(_of(unit_of(session).database), Scaled)


@figure("stepwell_jobs", "Background jobs by state: waiting, running, failed for good", "state")
def jobs(session: Session) -> Values:
    """Count the jobs that are kept; one that is done is gone."""
    statement = COUNTS if _scaled(session) else select(Job.state, func.count()).group_by(Job.state)
    found = dict.fromkeys(("waiting", "running", "failed"), 0.0)
    for state, count in session.execute(statement):
        if state in NAMES:
            found[NAMES[state]] += count
    for state, value in found.items():
        yield (state,), value


@figure("stepwell_jobs_oldest_seconds", "For how long the oldest job that is due has been waiting")
def oldest(session: Session) -> Values:
    """Give its age, 0 where nothing waits."""
    now = clock.now()
    if _scaled(session):
        age = float(session.scalar(OLDEST, {"now": now}) or 0)
    else:
        due = session.scalar(select(func.min(Job.run_at)).where(Job.state == QUEUED, Job.run_at <= now))
        age = (now - due).total_seconds() if due else 0.0
    yield (), max(0.0, age)
