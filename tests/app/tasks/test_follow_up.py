"""Tasks that are to be looked at later, cases by what is due, and how long messages are kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.cases import actions
from app.cases import queries as case_queries
from app.cases.tables import Task
from app.cases.words.planning import follow_up_words
from app.catalog import actions as about_processes
from app.correlation.tables import Message
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.notices.tables import Notice
from app.tasks import queries as task_queries
from app.tasks.jobs import overdue
from tests.factories import accounts, catalog, models, waits

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def manager(unit: Unit) -> Actor:
    with unit() as session:
        return accounts.actor(session, role="manager")


def task(follow: str, due: str = "PT1H") -> bytes:
    """Give a process with one task that is to be looked at then."""
    step = f'<userTask id="A" name="Check" camunda:followUpDate="{follow}" camunda:dueDate="{due}"/>'
    return waits.process(step, ids=("A",), before="")


def opened(session: Session, manager: Actor, xml: bytes) -> Task:
    process = catalog.process(session, manager, xml, mode="executable")
    case = actions.start(session, manager, process, {"then": (clock.now() + timedelta(days=2)).isoformat()})
    session.flush()
    return case_queries.open_tasks(session, case.id)[0]


def test_a_task_says_when_it_is_to_be_looked_at_and_is_not_late_before(
    unit: Unit, manager: Actor, client: FlaskClient
) -> None:
    with unit() as session:
        rows = [opened(session, manager, task(text)) for text in ("P3D", "${then}", "P1D")]
        headers = accounts.bearer(session, accounts.person(session))
        now = clock.now()
        assert [round((row.follow_up_at - now) / timedelta(days=1)) for row in rows if row.follow_up_at] == [3, 2, 1]
        session.execute(update(Task).values(claimed_by=manager.id, due_at=now - timedelta(hours=1)))
    said = client.get(f"/api/v1/tasks/{rows[0].id}", headers=headers).get_json()
    assert said["follow_up_at"] > said["due_at"]
    with unit() as session:
        found = task_queries.inbox(session, manager, sort="follow_up").items
        assert [t.id for t in found] == [rows[2].id, rows[1].id, rows[0].id]
        assert task_queries.inbox(session, manager, overdue=True).items == []
        assert case_queries.instances(session, manager, overdue="1").items == []
        overdue(session)
        assert session.scalars(select(Notice).where(Notice.kind == "task_overdue")).all() == []
        session.execute(update(Task).where(Task.id == rows[2].id).values(follow_up_at=clock.now()))
        overdue(session)
        assert [t.id for t in task_queries.inbox(session, manager, overdue=True).items] == [rows[2].id]


@pytest.mark.parametrize("text", ["soon", "2026-13-40"])
def test_a_follow_up_time_that_cannot_be_read_is_said(text: str, unit: Unit, manager: Actor) -> None:
    with unit() as session:
        row = opened(session, manager, task(text))
        assert row.follow_up_at is None
        said = [
            event.detail for event in case_queries.history(session, row.instance_id) if event.event == "not_shared_out"
        ]
        assert f"The follow-up time “{text}” is neither" in str(said[0])


def test_pages_say_when_it_is_to_be_looked_at() -> None:
    now = clock.now()
    assert follow_up_words(now + timedelta(days=40), UTC).startswith("follow up on ")
    assert (follow_up_words(now - timedelta(days=1), UTC), follow_up_words(None, UTC)) == ("", "")


def test_cases_come_by_what_is_due_first_page_by_page(unit: Unit, manager: Actor) -> None:
    with unit() as session:
        process = catalog.process(session, manager, models.linear("A", "B"))
        cases = [actions.start(session, manager, process, {}).id for _ in range(6)]
        now = clock.now()
        session.flush()
        for case, days in ((cases[4], 1), (cases[1], 2), (cases[3], 3)):
            row = case_queries.open_tasks(session, case)[0]
            session.execute(update(Task).where(Task.id == row.id).values(due_at=now + timedelta(days=days)))
        found: list[str] = []
        cursor: str | None = None
        while True:
            page = case_queries.instances(session, manager, cursor, 2, sort="due")
            found += [case.id for case in page.items]
            actions.start(session, manager, process, {})
            cursor = page.next
            if cursor is None or len(found) > 20:
                break
        assert found[:6] == [cases[4], cases[1], cases[3], cases[0], cases[2], cases[5]]
        assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("about", "kept"),
    [
        ({}, timedelta(days=1)), ({"event": "PT10M", "message": "PT1H"}, timedelta(minutes=10)),
        ({"message": "PT1H", "process": "P3D"}, timedelta(hours=1)), ({"process": "P3D"}, timedelta(days=3)),
        ({"setting": "P5D"}, timedelta(days=5)), ({"setting": "P5D", "process": "P3D"}, timedelta(days=3)),
        ({"setting": "P5D", "message": "PT1H"}, timedelta(hours=1)),
    ],
)  # fmt: skip
def test_a_model_says_how_long_its_messages_are_kept(
    about: dict[str, str], kept: timedelta, unit: Unit, manager: Actor, database: Database
) -> None:
    said = {place: f' stepwell:timeToLive="{text}"' for place, text in about.items() if place != "setting"}
    event = waits.definition("message", about=f' messageRef="m"{said.get("event", "")}')
    known = f'<message id="m" name="payment"{said.get("message", "")}/>'
    xml = waits.process(waits.throw("send", event), ids=("send",), before=known)
    xml = xml.replace(b"<process ", f"<process{said.get('process', '')} ".encode(), 1)
    with unit() as session:
        process = catalog.process(session, manager, xml, mode="executable")
        about_processes.update(session, manager, process, messages_kept=about.get("setting", ""))
    with clock.frozen(clock.now()):
        with unit() as session:
            actions.start(session, manager, session.merge(process), {})
        jobs.drain(database)
    with unit() as session:
        message = session.scalars(select(Message)).one()
        assert message.expires_at is not None
        assert message.expires_at - message.at == kept
