"""The port: what the rest of Stepwell asks of background work, whichever adapter does it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from app.kernel.db.database import Database
from app.kernel.db.unit_session import unit_of
from app.kernel.jobs import registry
from app.kernel.settings import Settings

if TYPE_CHECKING:
    from app.kernel.http.application import StepwellApp


@dataclass(frozen=True)
class Failed:
    """A job that used up its attempts."""

    id: str
    task: str
    args: Mapping[str, Any]
    attempts: int
    error: str


class Worker(Protocol):
    """Threads of this process that do jobs until they are stopped."""

    def start(self) -> None:
        """Begin to do jobs."""

    def stop(self) -> None:
        """Finish what is running and end."""


class Adapter(Protocol):
    """What an adapter of the port can do."""

    def defer(
        self, session: Session, task: str, args: dict[str, Any], at: datetime | None, lock: str | None,
        source: str | None,
    ) -> None:  # fmt: skip
        """Order a job in the session's transaction."""

    def expect(self, session: Session, at: datetime) -> None:
        """Have what repeats looked at no later than a moment, once the session's transaction is committed."""

    def drain(self) -> int:
        """Do all jobs that are due now, in this thread, and say how many; raises what a job raised."""

    def worker(self, threads: int) -> Worker:
        """Give a worker of this many threads, not yet started."""

    def failed(self, session: Session) -> list[Failed]:
        """Give the jobs that failed for good, newest first."""

    def retry(self, session: Session, job_id: str) -> None:
        """Give a failed job all its attempts again."""

    def bring_forward(self, session: Session) -> int:
        """Make due what lies further ahead than it can have been ordered, and say how many."""


_adapters: WeakKeyDictionary[Database, Adapter] = WeakKeyDictionary()
_choosing = threading.Lock()


def use(database: Database, kind: str = "embedded") -> Adapter:
    """Choose the adapter of a database: 'embedded' or 'procrastinate' (PostgreSQL only)."""
    from app.kernel.jobs.embedded.adapter import Embedded
    from app.kernel.jobs.scaled.adapter import Scaled

    with _choosing:
        _adapters[database] = Scaled(database) if kind == "procrastinate" else Embedded(database)
        return _adapters[database]


def _of(database: Database) -> Adapter:
    return _adapters.get(database) or use(database)


def defer(
    session: Session,
    task: str,
    args: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    lock: str | None = None,
    source: str | None = None,
) -> None:
    """Order a job in this transaction: it runs once after the commit, not before `at`, alone among its `lock`.

    `source` says whose work it is (a process): the more of one source wait, the later the turn of the next one.
    """
    registry.find(task)
    _of(unit_of(session).database).defer(session, task, registry.arguments(dict(args or {})), at, lock, source)


def expect(session: Session, at: datetime) -> None:
    """Say in this transaction that something which a periodic task finds by itself is due then, so that it looks."""
    _of(unit_of(session).database).expect(session, at)


def drain(database: Database) -> int:
    """Do all jobs that are due now, and those they order, in this thread; for tests, the demo and commands."""
    return _of(database).drain()


def failed(session: Session) -> list[Failed]:
    """Give the jobs that used up their attempts, newest first, for the administrators' page."""
    return _of(unit_of(session).database).failed(session)


def retry(session: Session, job_id: str) -> None:
    """Give a failed job all its attempts again, from now on."""
    _of(unit_of(session).database).retry(session, job_id)


def bring_forward(session: Session) -> int:
    """Make due what a clock that was set back would hold up, and say how many; for the ticker."""
    return _of(unit_of(session).database).bring_forward(session)


def register(app: StepwellApp) -> None:
    """Choose the adapter that the settings name for the application's database."""
    use(app.database, app.settings.jobs_adapter)


def start(database: Database, settings: Settings, threads: int = 2) -> Worker:
    """Do jobs in threads of this process until the worker is stopped; call it after forking, not before."""
    use(database, settings.jobs_adapter)
    worker = _of(database).worker(threads)
    worker.start()
    return worker


def run_worker(database: Database, settings: Settings, threads: int = 4) -> None:
    """Do jobs until this process is asked to end: what `stepwell work` does."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda got, frame: ended.set())
    worker = start(database, settings, threads)
    while not ended.wait(3600):
        pass
    worker.stop()
