"""A clock that is set ahead does no job twice; one that is set back holds none up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.jobs import registry, ticker
from app.kernel.jobs.embedded import queue
from app.kernel.jobs.embedded.adapter import Embedded
from app.kernel.jobs.scaled import worker as scaled
from app.kernel.times import clock
from tests.support import databases

HOURS = timedelta(hours=3)
LEASE = queue.LEASE + timedelta(seconds=1)
Order = Callable[..., list[str]]


@pytest.fixture(params=databases.ADAPTERS)
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give a database with one adapter of the port."""
    with databases.with_adapter(request, tmp_path) as opened:
        yield opened


@pytest.fixture
def done() -> Iterator[list[str]]:
    """Give what jobs of the task `test.jump` did; one called "fails" fails once."""
    did: list[str] = []

    @jobs.task("test.jump")
    def jump(session: Session, name: str) -> None:
        did.append(name)
        if did == ["fails"]:
            raise ValueError("not yet")

    yield did
    registry.forget("test.jump")


def order(database: Database, name: str = "x", at: Any = None) -> None:
    with unit_of_work(database) as session:
        jobs.defer(session, "test.jump", {"name": name}, at=at)


def test_a_clock_set_ahead_takes_no_job_from_its_worker(database: Database, done: list[str]) -> None:
    order(database)
    one, other = Embedded(database), Embedded(database)
    held = one.claim()
    assert held is not None and other.claim() is None
    with clock.set_by(HOURS):
        assert other.claim() is None and other.claim() is None, "the lease has ended by the clock alone"
        one.perform(held)
    assert done == ["x"] and other.claim() is None


def test_a_clock_set_back_keeps_no_job_from_being_taken_over(database: Database, done: list[str]) -> None:
    order(database)
    lost, other, now = Embedded(database), Embedded(database), clock.now()
    with clock.set_by(HOURS):
        assert lost.claim() is not None
    with clock.frozen(now):
        assert other.claim() is None
    with clock.frozen(now + LEASE):
        held = other.claim()
        assert held is not None
        other.perform(held)
    assert done == ["x"]


def test_a_worker_that_renews_its_lease_keeps_its_job_whatever_the_clocks_say(database: Database, done: Any) -> None:
    order(database)
    one, other, now = Embedded(database), Embedded(database), clock.now()
    held = one.claim()
    assert held is not None
    for seconds in range(0, 120, 20):
        with clock.frozen(now + timedelta(seconds=seconds)):
            assert other.claim() is None
            with clock.set_by(-HOURS if seconds % 40 else HOURS), unit_of_work(database) as session:
                assert queue.renew(session, held)


def test_nobody_takes_over_what_this_process_does_itself(database: Database, done: list[str]) -> None:
    order(database)
    own, now = Embedded(database), clock.now()
    held = own.claim()
    assert held is not None
    for moment in (now, now + LEASE):
        with clock.frozen(moment):
            assert own.claim(mine={held.id}) is None


def test_an_outage_in_which_nobody_could_renew_does_not_count(
    database: Database, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.kernel.db.outages import Outage, saying

    def away(*given: Any) -> Any:
        raise saying("DATABASE_AWAY")

    order(database)
    one, other, now = Embedded(database), Embedded(database), clock.now()
    assert one.claim() is not None
    with clock.frozen(now):
        assert other.claim() is None
    with clock.frozen(now + LEASE):
        with monkeypatch.context() as patch, pytest.raises(Outage):
            patch.setattr(queue, "next_due", away)
            other.claim()
        assert other.claim() is None, "the worker had no way to renew it"


def test_a_clock_set_back_holds_up_nothing_that_was_to_be_done_at_once(anywhere: Database, done: list[str]) -> None:
    with clock.set_by(HOURS):
        order(anywhere)
    ticker.bring_forward(anywhere)
    jobs.drain(anywhere)
    assert done == ["x"]


def test_a_clock_set_back_holds_up_no_other_try(anywhere: Database, done: list[str]) -> None:
    with clock.set_by(HOURS), pytest.raises(ValueError, match="not yet"):
        order(anywhere, "fails")
        jobs.drain(anywhere)
    if not anywhere.is_sqlite:
        with anywhere.engine.begin() as connection:  # its threads have clocks of their own
            connection.execute(text("UPDATE procrastinate_jobs SET scheduled_at = scheduled_at + interval '3 hours'"))
    jobs.drain(anywhere)
    assert done == ["fails"]
    assert ticker.bring_forward(anywhere) == 1
    jobs.drain(anywhere)
    assert done == ["fails", "fails"]


def test_what_never_waits_for_long_is_due_and_what_has_a_moment_waits_for_it(anywhere: Database, done: Any) -> None:
    soon = timedelta(minutes=1)
    jobs.task("test.jump", longest=soon)(registry.find("test.jump").function)
    order(anywhere, "soon", clock.now() + soon)
    assert ticker.bring_forward(anywhere) == 0
    order(anywhere, "was soon", clock.now() + HOURS + soon)
    assert ticker.bring_forward(anywhere) == 1
    jobs.drain(anywhere)
    assert done == ["was soon"]
    jobs.task("test.jump")(registry.find("test.jump").function)
    order(anywhere, "closes then", clock.now() + HOURS)
    assert ticker.bring_forward(anywhere) == 0
    jobs.drain(anywhere)
    assert done == ["was soon"]


def test_a_worker_of_many_is_gone_where_its_heart_was_not_seen_to_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    watch, beats = scaled.Watch(), [now - HOURS, now + HOURS, now - HOURS]
    for number in range(12):
        dead = {"id": 1, "attempts": 0, "worker_id": 7, "last_heartbeat": now}
        alive = {"id": 2, "attempts": 0, "worker_id": 8, "last_heartbeat": beats[number % 3]}
        with clock.frozen(now + timedelta(seconds=5 * number)):
            found = watch.lost([dead, alive])
        assert found == ([dead] if number * 5 >= scaled.STALLED else [])


def test_who_could_not_look_for_long_takes_nobody_for_gone() -> None:
    now, watch = clock.now(), scaled.Watch()
    row = {"id": 1, "attempts": 0, "worker_id": 7, "last_heartbeat": now}
    for seconds in (0, 100):
        with clock.frozen(now + timedelta(seconds=seconds)):
            assert watch.lost([row]) == []
