"""The Procrastinate adapter of the jobs port."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from procrastinate import App, SyncPsycopgConnector
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel.db.database import Database
from app.kernel.db.rowcount import rows_changed
from app.kernel.errors import NotFound
from app.kernel.jobs import fairness, registry
from app.kernel.jobs.alarm import Alarms
from app.kernel.jobs.port import Failed
from app.kernel.jobs.scaled.worker import ScaledWorker, drain
from app.kernel.times import clock

FAILED = text(
    """SELECT j.id, j.task_name, j.args, j.attempts, n.error
    FROM procrastinate_jobs j LEFT JOIN job_note n ON n.job_id = j.id
    WHERE j.status = 'failed' ORDER BY j.id DESC LIMIT 200"""
)
AGAIN = text(
    """UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = :now
    WHERE id = :id AND status = 'failed'"""
)


# By the clock of the database, which says when a job is due.
FAR = text(
    """UPDATE procrastinate_jobs j SET scheduled_at = NOW()
    WHERE j.status = 'todo' AND j.scheduled_at > NOW() + :skew AND (
        j.scheduled_at > NOW() + :skew + :longest
            AND (j.attempts > 0 OR EXISTS (SELECT FROM job_note n WHERE n.job_id = j.id AND n.error IS NOT NULL))
        OR EXISTS (SELECT FROM unnest(CAST(:names AS text[]), CAST(:waits AS interval[])) t(name, wait)
            WHERE t.name = j.task_name AND j.scheduled_at > NOW() + :skew + t.wait))"""
)
WAITING = text(
    """SELECT (SELECT count(*) FROM (SELECT 1 FROM procrastinate_jobs
    WHERE queue_name = :queue AND status = 'todo' LIMIT :most) few),
    (SELECT min(priority) FROM procrastinate_jobs WHERE lock = CAST(:lock AS text) AND status = 'todo')"""
)


class Scaled:
    """Jobs are Procrastinate's, ordered on the session's own connection, done by any number of processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._alarms = Alarms(database)
        # Never opened: each order brings the connection of its session.
        self._orders = App(connector=SyncPsycopgConnector())

    def defer(
        self, session: Session, task: str, args: dict[str, Any], at: datetime | None, lock: str | None,
        source: str | None,
    ) -> None:  # fmt: skip
        """Order the job on the connection, and so in the transaction, of the session; each source has a queue."""
        connection = session.connection().connection.driver_connection
        order = self._orders.configure_task(
            task, connection=connection, schedule_at=at, lock=lock, queue=source,
            priority=self._priority(session, at or clock.now(), source, lock),
        )  # fmt: skip
        order.defer(**args)
        if at is not None:
            self._alarms.expect(session, at)

    def _priority(self, session: Session, at: datetime, source: str | None, lock: str | None) -> int:
        """Give the turn among all; never before a job of the same lock, for those keep their order."""
        if source is None:
            return fairness.rank(at)
        asked = {"queue": source, "most": fairness.MOST_COUNTED, "lock": lock}
        behind, last = session.execute(WAITING, asked).one()
        own = fairness.rank(fairness.turn(at, behind))
        return own if last is None else min(own, last)

    def expect(self, session: Session, at: datetime) -> None:
        """Wake whoever orders what repeats, if it may sleep over this moment."""
        self._alarms.expect(session, at)

    def drain(self) -> int:
        """Do all jobs that are due, and wait for them."""
        return drain(self._database)

    def worker(self, threads: int) -> ScaledWorker:
        """Give a worker that does this many jobs at once."""
        return ScaledWorker(self._database, threads, self._alarms)

    def failed(self, session: Session) -> list[Failed]:
        """Give the jobs that failed for good."""
        return [Failed(str(r.id), r.task_name, r.args, r.attempts, r.error or "") for r in session.execute(FAILED)]

    def retry(self, session: Session, job_id: str) -> None:
        """Queue a failed job again."""
        found = session.execute(AGAIN, {"id": int(job_id), "now": clock.now()}) if job_id.isdigit() else None
        if found is None or getattr(found, "rowcount", 0) != 1:
            raise NotFound("a failed job of this number")

    def bring_forward(self, session: Session) -> int:
        """Make due what a clock that was set back would hold up; what is ordered at once has no moment here."""
        bounded = {task.name: task.longest for task in registry.all_tasks() if task.longest is not None}
        asked = {"skew": registry.SKEW, "longest": registry.LONGEST_WAIT}
        moved = session.execute(FAR, {**asked, "names": list(bounded), "waits": list(bounded.values())})
        return rows_changed(moved)
