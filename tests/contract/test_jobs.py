"""The contract of the jobs port, on each of its adapters: embedded on both databases, Procrastinate on PostgreSQL."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Integer, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import clock, jobs
from app.kernel.database import Base, Database
from app.kernel.jobs import registry, ticker
from app.kernel.jobs.embedded import queue
from app.kernel.jobs.scaled import worker as scaled_worker
from app.kernel.jobs.scaled.tasks import note_done
from app.kernel.settings import Settings
from app.kernel.unit import unit_of_work
from tests.support import databases

Unit = Callable[[], AbstractContextManager[Session]]
Work = Callable[[], jobs.Worker]


class Effect(Base):
    """A row that a job of these tests leaves."""

    __tablename__ = "test_job_effect"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


@pytest.fixture(params=["embedded-sqlite", "embedded-postgresql", "procrastinate-postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database with one adapter of the port."""
    adapter, kind = request.param.split("-")
    if request.config.getoption("--database") not in (kind, "both"):
        pytest.skip("the other database was asked for")
    with databases.fresh(kind, tmp_path) as opened:
        Effect.metadata.create_all(opened.engine, tables=[Effect.metadata.tables[Effect.__tablename__]])
        jobs.use(opened, adapter)
        yield opened


@pytest.fixture
def unit(database: Database) -> Unit:
    return lambda: unit_of_work(database)


@pytest.fixture
def settings(database: Database) -> Settings:
    kind = "procrastinate" if _is_procrastinate(database) else "embedded"
    return Settings(jobs=kind, database_url=database.url.render_as_string(hide_password=False))


@pytest.fixture(autouse=True)
def tasks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Declare the tasks of these tests, and none of the application's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_tasks", {})
        patch.setattr(registry, "_periodic", {})
        patch.setattr(registry, "FIRST_WAIT", timedelta(milliseconds=100))
        jobs.task("test.leave")(leave)
        jobs.task("test.slow")(slow)
        yield


def leave(session: Session, name: str) -> None:
    session.add(Effect(name=name))


def slow(session: Session, name: str, seconds: float = 0.2, lasting: float = 0.0) -> None:
    session.add(Effect(name=f"{name} begins"))
    session.flush()
    time.sleep(lasting or seconds)
    session.add(Effect(name=f"{name} ends"))


def effects(database: Database) -> list[str]:
    with database.session(readonly=True) as session:
        return list(session.scalars(select(Effect.name).order_by(Effect.id)))


def until(condition: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"Expected this to become true within {seconds:.0f} seconds, but it did not."
        time.sleep(0.02)


def _is_procrastinate(database: Database) -> bool:
    return type(jobs.port._of(database)).__name__ == "Scaled"


@pytest.fixture
def work(database: Database, settings: Settings) -> Iterator[Callable[[], jobs.Worker]]:
    """Give a function that starts a worker of two threads, stopped after the test."""
    started: list[jobs.Worker] = []

    def begin() -> jobs.Worker:
        started.append(jobs.start(database, settings, threads=2))
        return started[-1]

    yield begin
    for worker in started:
        worker.stop()


def test_a_job_runs_after_its_commit(database: Database, unit: Unit) -> None:
    with unit() as session:
        jobs.defer(session, "test.leave", {"name": "a"})
    assert effects(database) == []
    assert jobs.drain(database) == 1
    assert effects(database) == ["a"]
    assert jobs.drain(database) == 0


def test_a_job_of_an_undone_transaction_never_runs(database: Database, unit: Unit) -> None:
    with pytest.raises(ZeroDivisionError), unit() as session:
        session.add(Effect(name="row"))
        jobs.defer(session, "test.leave", {"name": "a"})
        _ = 1 / 0
    with unit() as session:
        jobs.defer(session, "test.leave", {"name": "b"})
        session.info["undo"] = True
    assert jobs.drain(database) == 0
    assert effects(database) == []


def test_a_job_waits_for_its_time(database: Database, unit: Unit) -> None:
    with unit() as session:
        due = clock.now() + timedelta(seconds=2)
        jobs.defer(session, "test.leave", {"name": "later"}, at=due)
        jobs.defer(session, "test.leave", {"name": "now"})
    jobs.drain(database)
    found = effects(database)
    assert found == ["now"] or clock.now() >= due
    until(lambda: bool(jobs.drain(database)) or len(effects(database)) == 2)
    assert sorted(effects(database)) == ["later", "now"]


def test_an_unknown_task_is_refused_at_once(unit: Unit) -> None:
    with pytest.raises(registry.UnknownTask, match="no such task"), unit() as session:
        jobs.defer(session, "test.nothing", {})


def test_arguments_that_json_cannot_carry_are_refused_at_once(unit: Unit) -> None:
    with pytest.raises(TypeError), unit() as session:
        jobs.defer(session, "test.leave", {"name": object()})


def test_a_job_may_defer_another(database: Database, unit: Unit) -> None:
    def chain(session: Session, left: int) -> None:
        session.add(Effect(name=str(left)))
        if left:
            jobs.defer(session, "test.chain", {"left": left - 1})

    jobs.task("test.chain")(chain)
    with unit() as session:
        jobs.defer(session, "test.chain", {"left": 3})
    assert jobs.drain(database) == 4
    assert effects(database) == ["3", "2", "1", "0"]


def test_a_worker_wakes_at_the_commit(database: Database, unit: Unit, work: Work) -> None:
    work()
    time.sleep(0.5)
    began = time.monotonic()
    with unit() as session:
        jobs.defer(session, "test.leave", {"name": "a"})
    until(lambda: effects(database) == ["a"])
    assert time.monotonic() - began < 3


def test_jobs_of_one_lock_run_one_after_another(database: Database, unit: Unit, work: Work) -> None:
    work()
    with unit() as session:
        for n in range(4):
            jobs.defer(session, "test.slow", {"name": str(n), "seconds": 0.05}, lock="one")
    until(lambda: len(effects(database)) == 8)
    assert effects(database) == [f"{n} {what}" for n in range(4) for what in ("begins", "ends")]


def test_a_job_that_raises_is_tried_again_and_what_it_wrote_is_undone(
    database: Database, unit: Unit, work: Work
) -> None:
    tries: list[int] = []

    def stumble(session: Session) -> None:
        session.add(Effect(name="once"))
        session.flush()
        tries.append(1)
        if len(tries) < 3:
            raise ValueError("not yet")

    jobs.task("test.stumble")(stumble)
    work()
    with unit() as session:
        jobs.defer(session, "test.stumble")
    until(lambda: effects(database) == ["once"])
    assert len(tries) == 3


def test_a_job_that_never_works_is_kept_with_its_error_and_can_be_given_back(
    database: Database, unit: Unit, work: Work
) -> None:
    repaired = threading.Event()

    def broken(session: Session, name: str) -> None:
        if not repaired.is_set():
            raise ValueError("the printer is on fire")
        session.add(Effect(name=name))

    jobs.task("test.broken", attempts=2)(broken)
    work()
    with unit() as session:
        jobs.defer(session, "test.broken", {"name": "x"})

    def failed() -> list[jobs.Failed]:
        with unit_of_work(database, readonly=True) as session:
            return jobs.failed(session)

    until(lambda: len(failed()) == 1)
    [kept] = failed()
    assert (kept.task, dict(kept.args), kept.attempts) == ("test.broken", {"name": "x"}, 2)
    assert "printer is on fire" in kept.error
    repaired.set()
    with unit() as session:
        jobs.retry(session, kept.id)
    until(lambda: effects(database) == ["x"])
    assert failed() == []


def test_drain_raises_what_a_job_raised(database: Database, unit: Unit) -> None:
    def broken(session: Session) -> None:
        raise ValueError("no")

    jobs.task("test.broken")(broken)
    with unit() as session:
        jobs.defer(session, "test.broken")
    with pytest.raises(ValueError, match="no"):
        jobs.drain(database)


def test_a_task_with_its_own_units_commits_by_itself(database: Database, unit: Unit) -> None:
    def mail(given: Database, name: str) -> None:
        for part in ("first", "second"):
            with unit_of_work(given) as session:
                session.add(Effect(name=f"{name} {part}"))

    jobs.task("test.mail", own_units=True)(mail)
    with unit() as session:
        jobs.defer(session, "test.mail", {"name": "x"})
    jobs.drain(database)
    assert effects(database) == ["x first", "x second"]


def test_a_periodic_job_is_due_once_however_many_look(database: Database) -> None:
    def sweep(session: Session) -> None:
        session.add(Effect(name="swept"))

    jobs.periodic("test.sweep", every=timedelta(hours=1))(sweep)
    counts: list[int] = []
    for _ in range(2):
        lookers = [threading.Thread(target=lambda: counts.append(ticker.tick(database))) for _ in range(6)]
        for looker in lookers:
            looker.start()
        for looker in lookers:
            looker.join()
    assert sum(counts) == 1
    jobs.drain(database)
    assert effects(database) == ["swept"]
    with clock.frozen(clock.now() + timedelta(hours=5)):
        assert ticker.tick(database) == 1, "missed runs are made up once"
        assert ticker.tick(database) == 0
    assert ticker.tick(database) == 1, "a clock that was hours ahead holds nothing up once it is right again"
    assert ticker.tick(database) == 0


def test_two_workers_run_a_periodic_job_once(database: Database, work: Work) -> None:
    def sweep(session: Session) -> None:
        session.add(Effect(name="swept"))

    jobs.periodic("test.sweep", every=timedelta(days=36_500))(sweep)  # no round begins while the test runs
    work()
    work()
    until(lambda: effects(database) == ["swept"])
    time.sleep(1.5)
    assert effects(database) == ["swept"]


def _work_in_child(url: str, kind: str) -> None:
    jobs.task("test.slow")(partial(slow, lasting=600.0))
    database = Database(url)
    jobs.start(database, Settings(jobs=kind, database_url=url), threads=1)
    time.sleep(600)


def test_the_job_of_a_killed_worker_is_taken_over_and_takes_effect_once(
    database: Database, unit: Unit, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kill a worker process in the middle of a job; another one does it, and only its effects are there."""
    monkeypatch.setattr(queue, "LEASE", timedelta(seconds=2))
    monkeypatch.setattr(scaled_worker, "STALLED", 3.0)
    monkeypatch.setattr(scaled_worker, "HEARTBEAT", 1.0)
    url = database.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("fork")
    child = context.Process(target=_work_in_child, args=(url, settings.jobs))
    with unit() as session:
        jobs.defer(session, "test.slow", {"name": "x"}, lock="x")
    database.engine.dispose()
    child.start()
    time.sleep(1.2)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    assert effects(database) == []
    worker = jobs.start(database, settings)
    until(lambda: len(effects(database)) == 2)
    worker.stop()
    assert effects(database) == ["x begins", "x ends"]


def test_many_jobs_by_many_workers_run_once_each(database: Database, unit: Unit, settings: Settings) -> None:
    with unit() as session:
        for n in range(60):
            jobs.defer(session, "test.leave", {"name": str(n)}, lock=f"lock {n % 7}" if n % 2 else None)
    workers = [jobs.start(database, settings, threads=2) for _ in range(3)]
    until(lambda: len(effects(database)) >= 60)
    time.sleep(0.3)
    for worker in workers:
        worker.stop()
    assert sorted(effects(database)) == sorted(str(n) for n in range(60))


def test_a_worker_whose_lease_ran_out_is_fenced(database: Database, unit: Unit) -> None:
    """What a worker writes after it lost its job is undone: by its fence, or since the job is noted as done."""
    if _is_procrastinate(database):
        with unit() as session:
            assert note_done(session, 7)
        with unit() as session:
            assert not note_done(session, 7)
        return
    with unit() as session:
        jobs.defer(session, "test.leave", {"name": "x"})
    adapter = jobs.port._of(database)
    first = adapter.claim()  # type: ignore[attr-defined]
    assert adapter.claim() is None  # type: ignore[attr-defined]
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        second = adapter.claim()  # type: ignore[attr-defined]
        assert second.id == first.id and second.fence == first.fence + 1
        adapter.perform(first)  # type: ignore[attr-defined]
        assert effects(database) == []
        adapter.perform(second)  # type: ignore[attr-defined]
    assert effects(database) == ["x"]
    with unit() as session:
        assert session.scalar(select(func.count()).select_from(queue.TABLE)) == 0
