"""Timers and messages: what waits goes on when its moment or its message comes, once, and only the right one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import cases as work_jobs
from app.cases import actions as case_actions
from app.cases import queries
from app.cases.tables import Instance, Timer
from app.correlation import actions as correlation_actions
from app.correlation.tables import Message, Subscription
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.times import clock
from tests.factories import accounts, catalog, models

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]
TIMER = models.bpmn(
    '<startEvent id="begin"/><intermediateCatchEvent id="wait" name="Wait"><timerEventDefinition>'
    '<timeDuration xsi:type="tFormalExpression">PT2H</timeDuration></timerEventDefinition></intermediateCatchEvent>'
    f'{models.task("After")}<endEvent id="done"/>{models.chain("begin", "wait", "After", "done")}'
)
MESSAGE = models.bpmn(
    '<startEvent id="begin"/><intermediateCatchEvent id="wait" name="Paid"><messageEventDefinition messageRef="m"/>'
    f'</intermediateCatchEvent>{models.task("After")}<endEvent id="done"/>'
    f"{models.chain('begin', 'wait', 'After', 'done')}",
    before='<message id="m" name="payment"/>',
)


def test_a_timer_fires_when_it_is_due_and_once(database: Database, unit: Unit) -> None:
    with unit() as session:
        manager = accounts.actor(session, role="manager")
        process = catalog.process(session, manager, TIMER, mode="executable")
        instance_id = case_actions.start(session, manager, process, {}).id
    with unit() as session:
        (timer,) = session.scalars(select(Timer)).all()
        assert abs((timer.due_at - clock.now()) - timedelta(hours=2)) < timedelta(minutes=1)
        work_jobs.jobs.poll(session)
        assert session.scalars(select(Timer.taken_at)).one() is None
    with clock.frozen(clock.now() + timedelta(hours=3)):
        for _ in range(2):
            with unit() as session:
                work_jobs.jobs.poll(session)
            jobs.drain(database)
    with unit() as session:
        assert [t.step_id for t in queries.open_tasks(session, instance_id)] == ["After"]
        assert session.scalars(select(Timer)).all() == []


def test_a_message_goes_to_the_one_case_whose_keys_are_equal(unit: Unit) -> None:
    with unit() as session:
        manager = accounts.actor(session, role="manager")
        process = catalog.process(session, manager, MESSAGE, mode="executable")
        first, second = (case_actions.start(session, manager, process, {"order": n}) for n in (1, 2))
        session.flush()
        assert len(session.scalars(select(Subscription)).all()) == 2
        assert (
            correlation_actions.send(session, manager, "payment", {"order": 2}, {"paid": True}).delivered_to
            == second.id
        )
        assert correlation_actions.send(session, manager, "payment", {"order": 2}, {"paid": True}).delivered_to is None
        assert correlation_actions.send(session, manager, "other", {}, {}).delivered_to is None
        session.flush()
        assert queries.open_tasks(session, first.id) == []
        assert [t.step_id for t in queries.open_tasks(session, second.id)] == ["After"]
        assert session.get_one(Instance, second.id).data["paid"] is True
        kept = session.scalars(select(Message.delivered_to).order_by(Message.id)).all()
        assert kept == [second.id, None, None]
