"""Timers fire, and cases start by the clock, when they are due: a worker that sleeps knows when that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.cases import actions
from app.cases.jobs import LEASE, next_timer
from app.cases.tables import Instance, Timer
from app.correlation.jobs.starts import next_start
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.jobs import alarm
from app.kernel.policy import Actor
from app.kernel.settings import Settings
from app.kernel.times import clock
from tests.factories import accounts, catalog, models, waits
from tests.support.awaiting import until

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]


def pausing(seconds: int) -> bytes:
    wait = waits.catch("wait", waits.time("timeDuration", f"PT{seconds}S"))
    return waits.process(wait, models.task("After"), ids=("wait", "After"))


@pytest.fixture
def manager(unit: Unit) -> Actor:
    with unit() as session:
        return accounts.actor(session, role="manager")


@pytest.fixture
def asleep(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have a worker that looks for nothing by itself for an hour, unless something is due before."""
    monkeypatch.setattr(alarm, "LONGEST", timedelta(hours=1))
    worker = jobs.start(database, settings)
    yield
    worker.stop()


def test_a_timer_fires_when_it_is_due(unit: Unit, manager: Actor, asleep: None) -> None:
    with unit() as session:
        later = actions.start(session, manager, catalog.process(session, manager, pausing(7200), mode="executable"), {})
        process = catalog.process(session, manager, pausing(1), mode="executable")
    with unit() as session:
        case = actions.start(session, manager, session.merge(process), {}).id

    def open_steps(instance_id: str) -> list[str]:
        with unit() as session:
            return waits.open_steps(session, instance_id)

    until(lambda: open_steps(case) == ["After"], "the timer to fire")
    assert open_steps(later.id) == []


def test_a_case_starts_when_its_time_comes(unit: Unit, manager: Actor, asleep: None) -> None:
    soon = waits.process(models.task("Do"), ids=("Do",), start=waits.time("timeDuration", "PT1S"))
    with unit() as session:
        catalog.process(session, manager, soon, mode="executable")

    def cases() -> int:
        with unit() as session:
            return session.scalar(select(func.count()).select_from(Instance)) or 0

    until(lambda: cases() == 1, "the case to start")


def test_what_is_due_next_is_what_nobody_has_taken(unit: Unit, manager: Actor) -> None:
    """A look that finds nothing orders nothing; what was taken and is lost is found again."""
    with unit() as session:
        assert session.scalar(next_timer(clock.now())) is None and session.scalar(next_start(clock.now())) is None
        actions.start(session, manager, catalog.process(session, manager, pausing(60), mode="executable"), {})
    with unit() as session:
        due = session.scalars(select(Timer.due_at)).one()
        assert session.scalar(next_timer(clock.now())) == due
        session.execute(update(Timer).values(taken_at=clock.now()))
        assert session.scalar(next_timer(clock.now())) is None
        assert session.scalar(next_timer(clock.now() + LEASE + timedelta(seconds=1))) == due
        session.execute(update(Timer).values(taken_at=None, held=True))
        assert session.scalar(next_timer(clock.now())) is None
