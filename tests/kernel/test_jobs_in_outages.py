"""Jobs while the disk is full or the database away: none is lost, none loses an attempt, nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.db.outages import Outage, saying
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.jobs import patience, registry
from app.kernel.times import clock
from tests.support import databases
from tests.support.failing import full

SPARED = ("job_note", "procrastinate_jobs", "procrastinate_events", "procrastinate_workers")


@pytest.fixture(params=databases.ADAPTERS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database with one adapter of the port."""
    with databases.with_adapter(request, tmp_path) as opened:
        yield opened


@pytest.fixture
def task() -> Iterator[Callable[..., Any]]:
    """Give `task(function, manages_transactions=False)`: a task that is forgotten in the end."""
    names = []

    def declare(function: Callable[..., None], manages_transactions: bool = False) -> None:
        registry.task("test.outage", manages_transactions=manages_transactions)(function)
        names.append("test.outage")

    yield declare
    for name in names:
        registry.forget(name)


def order(database: Database) -> None:
    with unit_of_work(database) as session:
        jobs.defer(session, "test.outage")


def write(session: Session, name: str, many: int = 300) -> None:
    for number in range(many):
        values = {"name": f"{name}{number:090d}"}
        session.execute(text("INSERT INTO job_periodic VALUES (:name, '2026-01-01')"), values)


def written(database: Database) -> int:
    with unit_of_work(database, readonly=True) as session:
        return session.scalar(text("SELECT count(*) FROM job_periodic")) or 0


def test_a_job_that_finds_the_disk_full_waits_and_keeps_its_attempts(database: Database, task: Any) -> None:
    task(lambda session: write(session, "a"))
    order(database)
    for minutes in range(registry.ATTEMPTS + 2):
        with full(database, *SPARED), pytest.raises(Outage, match="the disk is full"):
            later(database, minutes)
        assert written(database) == 0
    later(database, registry.ATTEMPTS + 2)
    assert written(database) == 300
    with unit_of_work(database, readonly=True) as session:
        assert jobs.failed(session) == []


def later(database: Database, minutes: int) -> None:
    """Do what is due once the wait after an outage is over; Procrastinate asks the clock of the database."""
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            connection.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"))
    with clock.frozen(clock.now() + timedelta(minutes=minutes)):
        jobs.drain(database)


def test_what_was_done_outside_is_noted_when_the_database_is_back_and_not_done_again(
    database: Database, task: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, waits, outage = [], [], ExitStack()
    monkeypatch.setattr(patience, "wait", lambda: (waits.append(1), len(waits) == 3 and outage.close()))

    def outside(database: Database) -> None:
        done.append("called")
        patience.until_saved(note)

    def note() -> None:
        if not waits:
            outage.enter_context(full(database, *SPARED))
        with unit_of_work(database) as session:
            write(session, "x", 300)

    task(outside, manages_transactions=True)
    order(database)
    jobs.drain(database)
    jobs.drain(database)
    assert done == ["called"] and len(waits) == 3 and written(database) == 300


def test_a_job_that_is_done_outside_ends_when_the_database_is_back(
    database: Database, task: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call was made, and the database went away before the job could end."""
    done, waits = [], []
    monkeypatch.setattr(patience, "wait", lambda: waits.append(1))
    task(lambda database: done.append("called"), manages_transactions=True)
    order(database)
    broken(database, monkeypatch, waits)
    jobs.drain(database)
    assert done == ["called"] and len(waits) == 2
    jobs.drain(database)
    assert done == ["called"]


def broken(database: Database, monkeypatch: pytest.MonkeyPatch, waits: list[int]) -> None:
    """Let what ends a job fail twice as if the database were away."""
    from app.kernel.jobs.embedded import queue
    from app.kernel.jobs.scaled import tasks

    for module, name in ((queue, "finish"), (tasks, "note_done")):
        real = getattr(module, name)

        def fails(*given: Any, real: Any = real) -> Any:
            if len(waits) < 2:
                raise saying("DATABASE_AWAY")
            return real(*given)

        monkeypatch.setattr(module, name, fails)
