"""Events in the application: signals reach all once, several events wait side by side, undoing is work of people."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import actions as case_actions
from app.cases import jobs as case_jobs
from app.cases.tables import Instance, Timer
from app.correlation import actions as correlation_actions
from app.correlation.tables import Subscription
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.policy import Actor
from app.kernel.times import clock
from tests.factories import accounts, catalog, models, waits

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]
STOP = waits.definition("message", about=' messageRef="m2"')
KNOWN = waits.KNOWN + '<message id="m2" name="stop"/>'


@pytest.fixture
def manager(unit: Unit) -> Actor:
    with unit() as session:
        return accounts.actor(session, role="manager")


def begun(unit: Unit, manager: Actor, xml: bytes) -> str:
    """An instance of this model."""
    with unit() as session:
        process = catalog.process(session, manager, xml, mode="executable")
        return case_actions.start(session, manager, process, {}).id


def beside(definition: str) -> str:
    """A border that does not cut its step off, and the step behind it."""
    border = f'<boundaryEvent id="be" attachedToRef="Go" cancelActivity="false">{definition}</boundaryEvent>'
    return border + models.task("Late") + models.chain("be", "Late")


def test_a_signal_reaches_those_inside_and_outside_once_and_nobody_who_waits_later(
    unit: Unit, manager: Actor, database: Database
) -> None:
    inside = waits.process(
        models.task("Go"), waits.throw("send", waits.SIGNAL), waits.catch("again", waits.SIGNAL), models.task("Never"),
        ids=("Go", "send", "again", "Never"),
    )  # fmt: skip
    handler = f'<startEvent id="hs" isInterrupting="false">{waits.SIGNAL}</startEvent>' + models.task("Heard")
    handler = f'<subProcess id="h" triggeredByEvent="true">{handler}{models.chain("hs", "Heard")}</subProcess>'
    thrower = begun(unit, manager, inside.replace(b"</process>", handler.encode() + b"</process>", 1))
    other = begun(unit, manager, waits.WAITS_FOR_SIGNAL)
    with unit() as session:
        waits.do(session, manager, thrower)
    jobs.drain(database)
    with unit() as session:
        assert waits.open_steps(session, thrower) == ["Heard"]
        assert waits.open_steps(session, other) == ["After"]
        waiting = session.scalars(select(Subscription.step_id).where(Subscription.instance_id == thrower))
        assert sorted(waiting) == ["again", "hs"]


def test_several_events_wait_side_by_side_and_go_together(unit: Unit, manager: Actor) -> None:
    several = waits.MESSAGE + STOP + waits.time("timeDuration", "P1D")
    xml = waits.process(waits.catch("w", several), models.task("After"), ids=("w", "After"), before=KNOWN)
    case = begun(unit, manager, xml)
    with unit() as session:
        assert len(session.scalars(select(Subscription).where(Subscription.instance_id == case)).all()) == 2
        assert len(session.scalars(select(Timer).where(Timer.instance_id == case)).all()) == 1
        assert correlation_actions.send(session, manager, "stop", {}, {"why": "rain"}).delivered_to == case
        assert waits.open_steps(session, case) == ["After"]
        for table in (Subscription, Timer):
            assert session.scalars(select(table).where(table.instance_id == case)).all() == []


def test_work_that_is_undone_is_work_of_people(unit: Unit, manager: Actor) -> None:
    undo = '<userTask id="Undo" name="Undo" isForCompensation="true"/>'
    undo += '<boundaryEvent id="bc" attachedToRef="Book"><compensateEventDefinition/></boundaryEvent>'
    undo += '<association id="as" sourceRef="bc" targetRef="Undo"/>'
    xml = waits.process(
        models.task("Book"), waits.throw("t", "<compensateEventDefinition/>"), models.task("After"),
        ids=("Book", "t", "After"), more=undo,
    )  # fmt: skip
    case = begun(unit, manager, xml)
    with unit() as session:
        for step in ("Book", "Undo", "After"):
            assert waits.open_steps(session, case) == [step]
            waits.do(session, manager, case)
        assert session.get_one(Instance, case).state == "completed"


def test_a_daily_timer_keeps_its_hour_over_the_night_when_clocks_change(
    unit: Unit, manager: Actor, database: Database
) -> None:
    cycle = waits.time("timeCycle", "TZ=Europe/Berlin 0 9 * * *")
    xml = waits.process(models.task("Go"), ids=("Go",), more=beside(cycle))
    fired = []
    with clock.frozen(datetime(2026, 10, 23, 12, tzinfo=UTC)):
        case = begun(unit, manager, xml)
    for _ in range(4):
        with unit() as session:
            due = session.scalars(select(Timer.due_at).where(Timer.instance_id == case)).one()
        fired.append(due.astimezone(ZoneInfo("Europe/Berlin")).strftime("%d %H:%M"))
        with clock.frozen(due + timedelta(seconds=1)):
            with unit() as session:
                case_jobs.poll(session)
            jobs.drain(database)
    assert fired == ["24 09:00", "25 09:00", "26 09:00", "27 09:00"]
    with unit() as session:
        assert waits.open_steps(session, case) == ["Go", *["Late"] * 4]
