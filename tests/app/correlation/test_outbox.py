"""What a case sends commits together with its state, and arrives once, though workers are killed in the middle."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from multiprocessing import get_context

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases import actions
from app.cases.tables import Instance, StepEvent, Timer
from app.correlation.actions import messages
from app.correlation.tables import Message
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.db.unit_session import undo
from app.kernel.jobs.embedded import queue
from app.kernel.jobs.tables import Job
from app.kernel.policy import Actor
from app.kernel.times import clock
from tests.factories import accounts, catalog, models, waits
from tests.support.awaiting import BOUND

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]
SENDS = waits.process(models.task("First"), waits.throw("send", waits.MESSAGE), ids=("First", "send"))


@pytest.fixture
def manager(unit: Unit) -> Actor:
    with unit() as session:
        return accounts.actor(session, role="manager")


@pytest.fixture
def pair(unit: Unit, manager: Actor) -> tuple[str, str]:
    """One case that will send and one that waits."""
    with unit() as session:
        sender = catalog.process(session, manager, SENDS, mode="executable")
        receiver = catalog.process(session, manager, waits.WAITS_FOR_MESSAGE, mode="executable")
        return actions.start(session, manager, sender, {}).id, actions.start(session, manager, receiver, {}).id


def count(unit: Unit, table: type, *where: object) -> int:
    with unit() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0  # type: ignore[arg-type]


def test_a_step_that_is_undone_sends_nothing(unit: Unit, manager: Actor, pair: tuple[str, str]) -> None:
    with unit() as session:
        waits.do(session, manager, pair[0])
        undo(session)
    assert count(unit, Job) == 0
    with unit() as session:
        assert waits.open_steps(session, pair[0]) == ["First"]


def _killed_while_it_delivers(url: str, when: str) -> None:
    database, deliver = Database(url), messages.deliver

    def dies(*args: object, **more: object) -> object:
        done = deliver(*args, **more) if when == "after" else None  # type: ignore[arg-type]
        os.kill(os.getpid(), signal.SIGKILL)
        return done

    messages.deliver = dies  # type: ignore[assignment]
    jobs.use(database)
    jobs.drain(database)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_killed_while_it_delivers_loses_and_doubles_nothing(
    unit: Unit, manager: Actor, pair: tuple[str, str], database: Database, database_url: str, when: str
) -> None:
    with unit() as session:
        waits.do(session, manager, pair[0])
    assert count(unit, Job) == 1
    worker = get_context("fork").Process(target=_killed_while_it_delivers, args=(database_url, when))
    worker.start()
    worker.join(BOUND)
    assert worker.exitcode == -signal.SIGKILL
    assert count(unit, Message) == 0
    began = clock.now()
    with clock.frozen(began):
        jobs.drain(database)
    assert count(unit, Message) == 0, "whoever looks sees it held, and for how long"
    with clock.frozen(began + queue.LEASE + timedelta(seconds=1)):
        jobs.drain(database)
    assert count(unit, Message, Message.delivered_to == pair[1]) == 1
    assert count(unit, StepEvent, StepEvent.event == "step_passed", StepEvent.step_id == "wait") == 1
    with unit() as session:
        assert waits.open_steps(session, pair[1]) == ["After"]


def test_a_worker_killed_while_it_starts_a_called_case_leaves_none_behind(
    unit: Unit, manager: Actor, database: Database
) -> None:
    """A call, the case it starts and the step before are one transaction."""
    with unit() as session:
        catalog.process(session, manager, models.linear("Sign"), key="sign", mode="executable")
    call = '<callActivity id="Call" name="Call" calledElement="sign"/>'
    limit = f'<boundaryEvent id="limit" attachedToRef="Call">{waits.time("timeDuration", "PT1H")}</boundaryEvent>'
    more = limit + '<endEvent id="over"/>' + models.flow("limit", "over")
    with unit() as session:
        xml = waits.process(models.task("First"), call, ids=("First", "Call"), more=more)
        case = actions.start(session, manager, catalog.process(session, manager, xml, mode="executable"), {}).id
    with unit() as session:
        waits.do(session, manager, case)
        assert session.scalar(select(func.count()).where(Instance.parent_id == case)) == 1
        undo(session)
    assert count(unit, Instance, Instance.parent_id == case) == 0
    assert count(unit, Timer) == 0
    with unit() as session:
        waits.do(session, manager, case)
    assert count(unit, Instance, Instance.parent_id == case) == 1
    assert count(unit, Timer) == 1
