"""What tasks tell Prometheus."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases.tables import Task
from app.kernel.observability import metrics
from app.kernel.observability.metrics.port import Values

COMPLETED = metrics.counter("stepwell_tasks_completed", "Tasks that were completed")


@metrics.figure("stepwell_open_tasks", "Tasks that are open now, by kind", "kind")
def open_tasks(session: Session) -> Values:
    """Count by kind."""
    for kind, count in session.execute(select(Task.kind, func.count()).where(Task.state == "open").group_by(Task.kind)):
        yield (kind,), count
