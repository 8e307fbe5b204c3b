"""Our tasks as Procrastinate's: each in a unit of work that also notes the job as done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.jobs import Job
from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.kernel.db import outside_locks
from app.kernel.db.database import Database
from app.kernel.db.outages import Outage, outage
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.jobs import events, registry
from app.kernel.jobs.patience import until_saved
from app.kernel.jobs.tables import JobNote
from app.kernel.observability.logs import log
from app.kernel.times import clock

Told = Callable[[BaseException | None], None]
KEPT = timedelta(days=2)
# Procrastinate counts an attempt when it queues a job again.
NOT_COUNTED = text("UPDATE procrastinate_jobs SET attempts = attempts - 1 WHERE id = :id AND status = 'doing'")


class Backoff(BaseRetryStrategy):
    """Try again later and later, as often as the task says."""

    def __init__(self, attempts: int) -> None:
        self._attempts = attempts

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Say when to try again, None for never."""
        tried = job.attempts + 1
        if outage(exception) is not None:
            return RetryDecision(retry_at=clock.now() + registry.OUTAGE_WAIT)
        return (
            None
            if tried >= self._attempts or registry.is_final(exception)
            else RetryDecision(retry_at=clock.now() + registry.wait_after(tried))
        )


def declare(app: App, database: Database, told: Told) -> None:
    """Make every task known to Procrastinate; `told` hears how each job ended."""
    for task in registry.all_tasks():
        app.task(name=task.name, pass_context=True, retry=Backoff(task.attempts))(
            partial(_perform, task, database, told)
        )


def _perform(task: registry.Task, database: Database, told: Told, context: JobContext, **args: Any) -> None:
    number = context.job.id
    assert number is not None
    try:
        if context.job.attempts >= task.attempts and not _is_done(database, number):
            raise RuntimeError("Its workers died each time it was tried.")
        if not task.manages_transactions:
            outside_locks.ready(database, partial(_unit, task, database, number, args))
        elif not _is_done(database, number):
            task.function(database, **args)
            until_saved(partial(_unit, task, database, number, args))
    except Exception as error:
        if (met := outage(error)) is not None:
            log.warning("job_put_off", job=number, task=task.name, code=met.code)
            with suppress(Outage), unit_of_work(database) as session:
                _note_error(session, number, met)
                session.execute(NOT_COUNTED, {"id": number})
            told(error)
            raise
        log.warning("job_failed", job=number, task=task.name, attempts=context.job.attempts + 1, exc_info=True)
        with unit_of_work(database) as session:
            _note_error(session, number, error)
            if context.job.attempts + 1 >= task.attempts or registry.is_final(error):
                tried, words = context.job.attempts + 1, registry.words_of(error)
                events.tell(session, events.JobGaveUp(str(number), task.name, args, tried, words))
        told(error)
        raise
    told(None)


def _unit(task: registry.Task, database: Database, number: int, args: dict[str, Any]) -> None:
    """Do a job and note it as done in one unit of work."""
    with unit_of_work(database) as session:
        if note_done(session, number) and not task.manages_transactions:
            task.function(session, **args)


def _is_done(database: Database, number: int) -> bool:
    """Whether a worker did this job, and was lost before Procrastinate knew."""
    with unit_of_work(database, readonly=True) as session:
        done = select(JobNote.job_id).where(JobNote.job_id == number, JobNote.done_at.is_not(None))
        return session.scalar(done) is not None


def note_done(session: Session, number: int) -> bool:
    """Note the job as done in the transaction of its effects; False where they are committed already.

    A second worker that got the same job waits here until the first one has committed or given up.
    """
    fresh = insert(JobNote).values(job_id=number, done_at=clock.now())
    once = fresh.on_conflict_do_update(
        index_elements=[JobNote.job_id],
        set_={"done_at": fresh.excluded.done_at},
        where=JobNote.done_at.is_(None),
    ).returning(JobNote.job_id)
    return session.execute(once).first() is not None


def _note_error(session: Session, number: int, error: BaseException) -> None:
    fresh = insert(JobNote).values(job_id=number, error=registry.words_of(error))
    session.execute(fresh.on_conflict_do_update(index_elements=[JobNote.job_id], set_={"error": fresh.excluded.error}))


def forget_old(database: Database) -> None:
    """Delete the notes of jobs that were done days ago."""
    with unit_of_work(database) as session:
        session.execute(delete(JobNote).where(JobNote.done_at < clock.now() - KEPT))
