"""What cases do when they hear of jobs that were given up, and of themselves."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.cases import metrics, queries
from app.cases.actions.result.incidents import open_job_incident
from app.cases.events import InstanceCancelled, InstanceCompleted, InstanceFailed, InstanceStarted
from app.kernel.db.database import Database
from app.kernel.events import after_commit, listens
from app.kernel.i18n import ngettext
from app.kernel.jobs import JobGaveUp
from app.kernel.times import clock

# The arguments by which jobs name the case they are about.
ABOUT = ("instance_id", "instance", "from")


@listens(JobGaveUp)
def job_given_up(session: Session, news: JobGaveUp) -> None:
    """Open an incident for the case that the job was about, if it was about one, where ops see it."""
    about = next((news.args[name] for name in ABOUT if isinstance(news.args.get(name), str)), None)
    instance = queries.locked(session, about) if about else None
    if instance is None:
        return
    words = ngettext(
        "The background job “{task}” was tried {n} time and given up: {error}",
        "The background job “{task}” was tried {n} times and given up: {error}",
        news.attempts, task=news.task, error=news.error,
    )  # fmt: skip
    open_job_incident(session, instance, news.job_id, words, news.attempts, clock.now())
    instance.incidents += 1


@after_commit(InstanceStarted)
def count_start(database: Database, news: InstanceStarted) -> None:
    """Count a case that was started."""
    metrics.STARTED.inc()


@after_commit(InstanceCompleted, InstanceCancelled, InstanceFailed)
def count_end(database: Database, news: InstanceCompleted | InstanceCancelled | InstanceFailed) -> None:
    """Count the end of a case, by how it ended."""
    metrics.ENDED.labels(news.name.partition(".")[2]).inc()
