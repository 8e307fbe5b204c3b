"""Jobs about an instance that were given up become incidents of it, where ops see them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.events import listens
from app.kernel.jobs import JobGaveUp
from app.work import queries
from app.work.actions.incidents import open_job_incident

NAMES = ("instance_id", "instance", "from")


@listens(JobGaveUp)
def job_gave_up(session: Session, news: JobGaveUp) -> None:
    """Open an incident for the instance that the job was about, if it was about one."""
    about = next((news.args[name] for name in NAMES if isinstance(news.args.get(name), str)), None)
    instance = queries.locked(session, about) if about else None
    if instance is None:
        return
    words = f"The background job “{news.task}” was tried {news.attempts} times and given up: {news.error}"
    open_job_incident(session, instance, news.job_id, words, news.attempts, clock.now())
    instance.incidents += 1
