"""What tasks do when they hear of themselves."""

from __future__ import annotations

from app.kernel.db.database import Database
from app.kernel.events import after_commit
from app.tasks import metrics
from app.tasks.events import TaskCompleted


@after_commit(TaskCompleted)
def count_completion(database: Database, news: TaskCompleted) -> None:
    """Count a task that was completed."""
    metrics.COMPLETED.inc()
