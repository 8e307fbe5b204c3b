"""The contract of the jobs port, on each of its adapters: embedded on both databases, Procrastinate on PostgreSQL."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from sqlalchemy import Integer, Select, String, func, literal, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import jobs
from app.kernel.db.database import Base, Database, UTCDateTime
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.db.unit_session import undo
from app.kernel.jobs import alarm, events, registry, ticker
from app.kernel.jobs.embedded import queue
from app.kernel.jobs.scaled import worker as scaled_worker
from app.kernel.jobs.scaled.tasks import note_done
from app.kernel.settings import Settings
from app.kernel.times import clock
from tests.support import databases
from tests.support.awaiting import BOUND, until
from tests.support.counting import count_statements

Unit = Callable[[], AbstractContextManager[Session]]
Work = Callable[[], jobs.Worker]


class Effect(Base):
    """A row that a job of these tests leaves."""

    __tablename__ = "test_job_effect"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


@pytest.fixture(params=databases.ADAPTERS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database with one adapter of the port."""
    with databases.with_adapter(request, tmp_path) as opened:
        Effect.metadata.create_all(opened.engine, tables=[Effect.metadata.tables[Effect.__tablename__]])
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
    """Declare the tasks of these tests, and none of the application's, which know theirs before that."""
    databases.know_features()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_tasks", {})
        patch.setattr(registry, "_periodic", {})
        patch.setattr(registry, "FIRST_WAIT", timedelta(milliseconds=100))
        jobs.task("test.leave")(leave)
        jobs.task("test.slow")(slow)
        yield


def leave(session: Session, name: str) -> None:
    session.add(Effect(name=name))


def slow(session: Session, name: str, seconds: float = 0.2) -> None:
    session.add(Effect(name=f"{name} begins"))
    session.flush()
    time.sleep(seconds)
    session.add(Effect(name=f"{name} ends"))


def effects(database: Database) -> list[str]:
    with database.session(readonly=True) as session:
        return list(session.scalars(select(Effect.name).order_by(Effect.id)))


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
        undo(session)
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
    until(lambda: jobs.drain(database) or len(effects(database)) == 2, "the later job to be due")
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


@pytest.fixture
def sleeper(database: Database, work: Work, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Give what starts a worker that looks for nothing by itself: it sleeps until something is due, or it is woken."""
    monkeypatch.setattr(alarm, "LONGEST", timedelta(hours=1))
    monkeypatch.setattr(scaled_worker, "POLL", 3600.0)
    ears = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")

    def hears() -> bool:
        with database.session(readonly=True) as session:
            return session.scalar(ears) == (2 if _is_procrastinate(database) else 1)

    def start() -> None:
        work()
        if not database.is_sqlite:
            until(hears, "the worker to hear other processes")

    return start


def test_a_worker_wakes_at_the_commit(database: Database, unit: Unit, sleeper: Callable[[], None]) -> None:
    sleeper()
    for number in range(3):
        with unit() as session:
            jobs.defer(session, "test.leave", {"name": str(number)})
        until(lambda number=number: len(effects(database)) > number, "the job to be done")


def test_a_worker_wakes_when_a_job_is_due(database: Database, unit: Unit, sleeper: Callable[[], None]) -> None:
    sleeper()
    first = clock.now() + timedelta(seconds=1)
    with unit() as session:
        jobs.defer(session, "test.leave", {"name": "last"}, at=first + timedelta(hours=2))
        jobs.defer(session, "test.leave", {"name": "second"}, at=first + timedelta(seconds=1))
    with unit() as session:
        jobs.defer(session, "test.leave", {"name": "first"}, at=first)
    until(lambda: len(effects(database)) == 2, "two jobs to be due and done")
    assert effects(database) == ["first", "second"] and clock.now() >= first


def test_a_worker_wakes_when_there_is_something_for_a_periodic_task(
    database: Database, unit: Unit, sleeper: Callable[[], None]
) -> None:
    """What a task finds by itself is done when it is due, once, and nothing is ordered while nothing is."""
    due: list[datetime] = []

    def sweep(session: Session) -> None:
        session.add(Effect(name=f"swept {len(due)}"))
        due.clear()

    def first(now: datetime) -> Select[tuple[datetime]]:
        return select(literal(min(due, default=None), UTCDateTime))

    jobs.periodic("test.sweep", every=timedelta(hours=1), due=first)(sweep)
    sleeper()
    for wait in (timedelta(seconds=1), timedelta(0), timedelta(seconds=1)):
        done = len(effects(database))
        with unit() as session:
            due.append(clock.now() + wait)
            jobs.expect(session, due[0])
        until(lambda done=done: len(effects(database)) > done, "the task to be done when it has something to do")
    assert effects(database) == ["swept 1"] * 3


def test_another_process_wakes_a_worker(database: Database, sleeper: Callable[[], None]) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite cannot tell: its workers look each second")
    sleeper()
    other = Database(database.url.render_as_string(hide_password=False))
    jobs.use(other, "procrastinate" if _is_procrastinate(database) else "embedded")
    with unit_of_work(other) as session:
        jobs.defer(session, "test.leave", {"name": "a"})
    until(lambda: effects(database) == ["a"], "the job of another process to be done")
    other.close()


def test_who_has_nothing_to_do_asks_little(database: Database) -> None:
    """One statement for all that repeats, two for a lane of workers; none of it takes a lock or orders a job."""
    jobs.periodic("test.sweep", every=timedelta(days=36_500))(lambda session: None)
    jobs.periodic("test.due", every=timedelta(seconds=5), due=lambda now: select(literal(None, UTCDateTime)))(
        lambda session: None
    )
    assert ticker.tick(database).ordered == 1
    assert jobs.drain(database) == 1
    with count_statements(database) as counted:
        for later in range(0, 60, 10):
            with clock.frozen(clock.now() + timedelta(seconds=later)):
                assert ticker.tick(database).ordered == 0
    assert len(counted) == 6, counted
    if not _is_procrastinate(database):
        with count_statements(database) as counted:
            assert jobs.port._of(database).claim() is None  # type: ignore[attr-defined]
        assert len(counted) == 2, counted


def test_jobs_of_one_lock_run_one_after_another(database: Database, unit: Unit, work: Work) -> None:
    work()
    with unit() as session:
        for n in range(4):
            jobs.defer(session, "test.slow", {"name": str(n), "seconds": 0.05}, lock="one")
    until(lambda: len(effects(database)) == 8, "four jobs to be done")
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
    until(lambda: effects(database) == ["once"], "the third try to work")
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

    until(failed, "the job to be given up")
    [kept] = failed()
    assert (kept.task, dict(kept.args), kept.attempts) == ("test.broken", {"name": "x"}, 2)
    assert "printer is on fire" in kept.error
    repaired.set()
    with unit() as session:
        jobs.retry(session, kept.id)
    until(lambda: effects(database) == ["x"], "the job that was given back to be done")
    assert failed() == []


def test_drain_raises_what_a_job_raised(database: Database, unit: Unit) -> None:
    def broken(session: Session) -> None:
        raise ValueError("no")

    jobs.task("test.broken")(broken)
    with unit() as session:
        jobs.defer(session, "test.broken")
    with pytest.raises(ValueError, match="no"):
        jobs.drain(database)


def test_a_task_that_manages_its_transactions_commits_by_itself(database: Database, unit: Unit) -> None:
    def mail(given: Database, name: str) -> None:
        for part in ("first", "second"):
            with unit_of_work(given) as session:
                session.add(Effect(name=f"{name} {part}"))

    jobs.task("test.mail", manages_transactions=True)(mail)
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
        lookers = [threading.Thread(target=lambda: counts.append(ticker.tick(database).ordered)) for _ in range(6)]
        for looker in lookers:
            looker.start()
        for looker in lookers:
            looker.join()
    assert sum(counts) == 1
    jobs.drain(database)
    assert effects(database) == ["swept"]
    with clock.frozen(clock.now() + timedelta(hours=5)):
        assert ticker.tick(database).ordered == 1, "missed runs are made up once"
        assert ticker.tick(database).ordered == 0
    assert ticker.tick(database).ordered == 1, "a clock that was hours ahead holds nothing up once it is right again"
    assert ticker.tick(database).ordered == 0


def test_two_workers_run_a_periodic_job_once(database: Database, work: Work) -> None:
    def sweep(session: Session) -> None:
        session.add(Effect(name="swept"))

    jobs.periodic("test.sweep", every=timedelta(days=36_500))(sweep)  # no round begins while the test runs
    work()
    work()
    until(lambda: effects(database) == ["swept"], "the periodic job to be done")
    time.sleep(1.5)
    assert effects(database) == ["swept"]


def _work_in_child(url: str, kind: str, begun: Event) -> None:
    def hang(session: Session, name: str) -> None:
        session.add(Effect(name=f"{name} begins"))
        session.flush()
        begun.set()
        time.sleep(600)

    jobs.task("test.slow")(hang)
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
    begun = context.Event()
    child = context.Process(target=_work_in_child, args=(url, settings.jobs, begun))
    with unit() as session:
        jobs.defer(session, "test.slow", {"name": "x"}, lock="x")
    database.engine.dispose()
    child.start()
    assert begun.wait(BOUND) and child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    assert effects(database) == []
    worker = jobs.start(database, settings)
    until(lambda: len(effects(database)) == 2, "another worker to take the job over")
    worker.stop()
    assert effects(database) == ["x begins", "x ends"]


def test_a_job_whose_workers_died_each_time_fails_for_good(
    database: Database, unit: Unit, tried_in_vain: Callable[[], int]
) -> None:
    told: list[events.JobGaveUp] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "tell", lambda session, said: told.append(said))
        with unit() as session:
            jobs.defer(session, "test.leave", {"name": "x"})
        number = tried_in_vain()
        with pytest.raises(RuntimeError, match="Its workers died each time"):
            jobs.drain(database)
    assert effects(database) == [] and [one.job_id for one in told] == [str(number)]
    with unit() as session:
        (failed,) = jobs.failed(session)
        assert "workers died" in failed.error
        jobs.retry(session, failed.id)
    assert jobs.drain(database) == 1 and effects(database) == ["x"]


@pytest.fixture
def tried_in_vain(database: Database) -> Callable[[], int]:
    """Give a function that makes the only job one whose workers died at every try; it gives the job's number."""
    table = "procrastinate_jobs" if _is_procrastinate(database) else "job"

    def died() -> int:
        with database.engine.begin() as connection:
            number = connection.scalar(
                text(f"UPDATE {table} SET attempts = :tries RETURNING id"), {"tries": registry.ATTEMPTS}
            )
        assert isinstance(number, int)
        return number

    return died


def test_a_job_that_was_done_before_its_last_worker_died_is_no_failure(
    database: Database, unit: Unit, tried_in_vain: Callable[[], int]
) -> None:
    if not _is_procrastinate(database):
        pytest.skip("what is done is no job any more, in the same transaction")
    with unit() as session:
        jobs.defer(session, "test.leave", {"name": "x"})
    number = tried_in_vain()
    with unit() as session:
        note_done(session, number)
    assert jobs.drain(database) == 1 and effects(database) == []
    with unit() as session:
        assert jobs.failed(session) == []


def test_many_jobs_by_many_workers_run_once_each(database: Database, unit: Unit, settings: Settings) -> None:
    with unit() as session:
        for n in range(60):
            jobs.defer(session, "test.leave", {"name": str(n)}, lock=f"lock {n % 7}" if n % 2 else None)
    workers = [jobs.start(database, settings, threads=2) for _ in range(3)]
    until(lambda: len(effects(database)) >= 60, "sixty jobs to be done")
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
