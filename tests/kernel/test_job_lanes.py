"""Jobs that wait on others hold nothing up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.jobs import registry
from app.kernel.jobs.embedded import queue
from app.kernel.jobs.embedded.worker import EmbeddedWorker
from app.kernel.jobs.scaled import worker as scaled
from app.kernel.settings import Settings
from app.kernel.times import clock
from tests.support.awaiting import BOUND, ended, until

Unit = Callable[[], AbstractContextManager[Session]]


def test_slow_services_do_not_hold_timers_up(database: Database, settings: Settings, unit: Unit) -> None:
    release, quick = threading.Event(), threading.Event()
    begun: list[int] = []

    @jobs.task("test.slow", manages_transactions=True)
    def slow(database: Database) -> None:
        begun.append(1)
        release.wait(BOUND)

    @jobs.task("test.quick")
    def soon(session: Session) -> None:
        quick.set()

    jobs.use(database, "embedded")
    with unit() as session:
        for _ in range(5):
            jobs.defer(session, "test.slow")
    worker = jobs.start(database, settings)
    try:
        until(lambda: begun, "a slow one to begin")
        with unit() as session:
            jobs.defer(session, "test.quick")
        assert quick.wait(BOUND)
    finally:
        release.set()
        worker.stop()
        for name in ("test.slow", "test.quick"):
            registry.forget(name)


def test_a_job_is_renewed_until_it_ends_though_its_worker_stops(
    database: Database, settings: Settings, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process would take it over meanwhile, and what it does outside would go out twice."""
    release, begun, renewed = threading.Event(), threading.Event(), threading.Event()

    @jobs.task("test.slow", manages_transactions=True)
    def slow(database: Database) -> None:
        begun.set()
        release.wait(BOUND)

    jobs.use(database, "embedded")
    monkeypatch.setattr(queue, "LEASE", timedelta(milliseconds=300))
    monkeypatch.setattr(queue, "renew", lambda session, held: renewed.set())
    with unit() as session:
        jobs.defer(session, "test.slow")
    worker = jobs.start(database, settings)
    assert isinstance(worker, EmbeddedWorker)
    stopping = threading.Thread(target=worker.stop)
    try:
        until(begun.is_set, "the job to begin")
        stopping.start()
        until(worker._stopped.is_set, "the worker to be told to stop")
        for _ in range(2):  # one may have been on its way
            renewed.clear()
            until(renewed.is_set, "the job to be renewed")
    finally:
        release.set()
        ended(stopping, *worker._threads, worker._renewing)
        registry.forget("test.slow")


@pytest.mark.databases("postgresql")
def test_the_heart_of_a_worker_beats_until_its_jobs_have_ended(
    database: Database, settings: Settings, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, begun = threading.Event(), threading.Event()

    @jobs.task("test.slow", manages_transactions=True)
    def slow(database: Database) -> None:
        begun.set()
        release.wait(BOUND)

    def beat() -> datetime | None:
        with unit() as session:
            return session.scalar(text("SELECT max(last_heartbeat) FROM procrastinate_workers"))

    jobs.use(database, "procrastinate")
    jobs.apply_schema(database)
    monkeypatch.setattr(scaled, "HEARTBEAT", 0.05)
    with unit() as session:
        jobs.defer(session, "test.slow")
    worker = jobs.start(database, replace(settings, jobs="procrastinate"))
    assert isinstance(worker, scaled.ScaledWorker)
    stopping = threading.Thread(target=worker.stop)
    try:
        until(begun.is_set, "the job to begin")
        stopping.start()
        until(lambda: worker._task and worker._task.cancelling(), "the worker to be told to stop")
        for _ in range(3):  # some may have been on their way
            last = beat()
            until(lambda last=last: beat() != last, "its heart to beat")  # type: ignore[misc]
    finally:
        release.set()
        ended(stopping, *worker._threads)
        registry.forget("test.slow")


@pytest.mark.parametrize("kind", ["embedded", "procrastinate"])
def test_whoever_orders_many_does_not_hold_up_whoever_orders_one(database: Database, unit: Unit, kind: str) -> None:
    if kind == "procrastinate" and database.is_sqlite:
        pytest.skip("Procrastinate needs PostgreSQL")
    done: list[str] = []

    @jobs.task("test.fair")
    def fair(session: Session, whose: str) -> None:
        done.append(whose)

    jobs.use(database, kind)
    if kind == "procrastinate":
        jobs.apply_schema(database)
    try:
        with unit() as session:
            for number in range(60):
                jobs.defer(session, "test.fair", {"whose": f"flood {number}"}, source="flood")
                if number < 3:
                    jobs.defer(
                        session, "test.fair", {"whose": f"locked {number}"}, source="flood", lock="kept in order"
                    )
        with unit() as session:
            jobs.defer(session, "test.fair", {"whose": "one"}, source="other")
            jobs.defer(session, "test.fair", {"whose": "nobody's"})
        jobs.drain(database)
    finally:
        registry.forget("test.fair")
    assert len(done) == 65
    assert max(done.index("one"), done.index("nobody's")) < done.index("flood 59")
    assert [whose for whose in done if whose.startswith("locked")] == ["locked 0", "locked 1", "locked 2"]


def test_what_is_long_overdue_of_one_source_does_not_hold_up_another(database: Database, unit: Unit) -> None:
    """A machine that needs longer for a job than a turn is has all of a flood overdue; others wait for one of them."""
    done: list[str] = []

    @jobs.task("test.fair")
    def fair(session: Session, whose: str) -> None:
        done.append(whose)

    jobs.use(database, "embedded")
    began = clock.now()
    try:
        with clock.frozen(began), unit() as session:
            for number in range(20):
                jobs.defer(session, "test.fair", {"whose": f"flood {number}"}, source="flood")
        with clock.frozen(began + timedelta(hours=1)):
            with unit() as session:
                for number in range(2):
                    jobs.defer(session, "test.fair", {"whose": f"one {number}"}, source="other")
            jobs.drain(database)
    finally:
        registry.forget("test.fair")
    assert done[:4] == ["flood 0", "one 0", "flood 1", "one 1"] and len(done) == 22
