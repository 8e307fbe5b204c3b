"""The embedded adapter of the jobs port."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel import events
from app.kernel.db import outside_locks
from app.kernel.db.database import Database
from app.kernel.db.outages import Outage, outage
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Conflict, NotFound
from app.kernel.jobs import events as job_events
from app.kernel.jobs import registry
from app.kernel.jobs.alarm import Alarms, is_soon
from app.kernel.jobs.embedded import queue
from app.kernel.jobs.embedded.worker import EmbeddedWorker
from app.kernel.jobs.patience import until_saved
from app.kernel.jobs.port import Failed
from app.kernel.jobs.tables import FAILED, Job
from app.kernel.observability.logs import log
from app.kernel.times import clock


class Embedded:
    """Jobs are rows of the `job` table, claimed by UPDATE … RETURNING under a lease with a fencing number."""

    def __init__(self, database: Database) -> None:
        self.alarms = Alarms(database)
        self._database = database
        self._last: dict[bool | None, str | None] = {}
        self._seen: dict[bool | None, dict[queue.Running, float]] = {}
        self._owed: dict[int, tuple[queue.Claim, str]] = {}

    def defer(
        self, session: Session, task: str, args: dict[str, Any], at: datetime | None, lock: str | None,
        source: str | None,
    ) -> None:  # fmt: skip
        """Add the row; wake whoever may sleep over it once it is committed."""
        soon = at is None or is_soon(at)
        queue.add(session, task, args, at, lock, source, self.alarms.told(self.alarms.jobs) if soon else None)
        if soon:
            events.on_commit(session, self.alarms.jobs.ring)

    def expect(self, session: Session, at: datetime) -> None:
        """Wake whoever orders what repeats, if it may sleep over this moment."""
        self.alarms.expect(session, at)

    def drain(self) -> int:
        """Do all jobs that are due, in this thread."""
        done = 0
        while (held := self.claim()) is not None:
            self.perform(held, quietly=False)
            done += 1
        return done

    def worker(self, threads: int) -> EmbeddedWorker:
        """Give a worker: one thread never waits on others, so that slow mail servers or services hold nothing up.

        SQLite has a single writer, so one such thread does there, beside two that wait.
        """
        others: list[bool | None] = [True, True] if self._database.is_sqlite else [None] * max(1, threads - 1)
        return EmbeddedWorker(self._database, self, [False, *others])

    def failed(self, session: Session) -> list[Failed]:
        """Give the jobs that failed for good."""
        rows = session.scalars(select(Job).where(Job.state == FAILED).order_by(Job.id.desc()).limit(200))
        return [Failed(str(r.id), r.task, r.args, r.attempts, r.error or "") for r in rows]

    def retry(self, session: Session, job_id: str) -> None:
        """Queue a failed job again."""
        if not job_id.isdigit() or not queue.give_back(session, int(job_id)):
            raise NotFound("a failed job of this number")
        events.on_commit(session, self.alarms.jobs.ring)

    def claim(self, slow: bool | None = None, mine: Collection[int] = ()) -> queue.Claim | None:
        """Take a job of a lane that is due, or None."""
        return self.look(slow, mine)[0]

    def look(self, slow: bool | None = None, mine: Collection[int] = ()) -> tuple[queue.Claim | None, datetime | None]:
        """Take a job of a lane that is due, or say when the next one will be; only what is due costs the write lock.

        No moment is said of one that is due and cannot be had. One that runs is taken over where its worker is lost;
        never one of `mine`, which this process does itself.
        """
        self._put_off_owed()
        try:
            with unit_of_work(self._database, readonly=True) as session:
                due, running = queue.next_due(session, slow), queue.running(session, slow)
        except Outage:
            # Nobody could renew meanwhile.
            self._seen.clear()
            raise
        lost = [one for one in self._unchanged(slow, running) if one.id not in mine]
        if not lost and (due is None or due > clock.now()):
            return None, due
        try:
            with unit_of_work(self._database) as session:
                held = queue.claim(session, lost, slow, self._last.get(slow))
        except Conflict:
            # Another worker took a job with the same lock in this moment; the next look finds what is left.
            return None, None
        self._last[slow] = held.source if held else None
        return held, None

    def _unchanged(self, slow: bool | None, running: list[queue.Running]) -> list[queue.Running]:
        """Give those of the running jobs that nobody has renewed since they were first seen so, a lease ago or more."""
        now, before = clock.elapsed(), self._seen.get(slow, {})
        seen = self._seen[slow] = {one: before.get(one, now) for one in running}
        return [one for one, since in seen.items() if now - since >= queue.LEASE.total_seconds()]

    def bring_forward(self, session: Session) -> int:
        """Make due what a clock that was set back would hold up."""
        return queue.bring_forward(session)

    def perform(self, held: queue.Claim, *, quietly: bool = True) -> None:
        """Do a claimed job; its writes and its end are one commit. An error is noted, and raised if not `quietly`."""
        try:
            if queue.is_spent(held):
                raise RuntimeError("Its workers died each time it was tried.")
            task = registry.find(held.task)
            if task.manages_transactions:
                task.function(self._database, **held.args)
                until_saved(partial(self._unit, task, held))
            else:
                outside_locks.ready(self._database, partial(self._unit, task, held))
        except queue.Fenced:
            log.warning("job_taken_over", job=held.id, task=held.task)
        except Exception as error:
            if (met := outage(error)) is not None:
                log.warning("job_put_off", job=held.id, task=held.task, code=met.code)
                self._owed[held.id] = held, registry.words_of(met)
                self._put_off_owed()
                if not quietly:
                    raise
                return
            log.warning("job_failed", job=held.id, task=held.task, attempts=held.attempts, exc_info=True)
            with unit_of_work(self._database) as session:
                last = queue.is_last(held) or registry.is_final(error)
                if queue.fail(session, held, error) and last:
                    words = registry.words_of(error)
                    job_events.tell(
                        session, job_events.JobGaveUp(str(held.id), held.task, held.args, held.attempts, words)
                    )
            if not quietly:
                raise

    def _put_off_owed(self) -> None:
        """Queue the jobs again that an outage ended, none of their attempts used; raises an Outage while it lasts.

        Done before the next job is taken, so that none of them counts as one whose worker died.
        """
        for held, words in tuple(self._owed.values()):
            with unit_of_work(self._database) as session:
                queue.put_off(session, held, words)
            self._owed.pop(held.id, None)

    def _unit(self, task: registry.Task, held: queue.Claim) -> None:
        """Do a job and end it in one unit of work."""
        with unit_of_work(self._database) as session:
            if not task.manages_transactions:
                task.function(session, **held.args)
            queue.finish(session, held)
