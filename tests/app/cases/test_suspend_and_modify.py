"""What ops do to a case by hand: pause, let it go on, move its work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.cases import actions as case_actions
from app.cases import queries
from app.cases.tables import Instance
from app.kernel import jobs
from app.kernel.audit.tables import AuditEntry
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.times import clock
from app.tasks import actions as task_actions
from tests.factories import accounts, catalog, models
from tests.factories.work import the_task

Unit = Callable[[], AbstractContextManager[Session]]
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def world(session: Session):
    ops = accounts.actor(session, role="ops")
    owner = accounts.actor(session, role="manager")
    worker = accounts.actor(session)
    process = catalog.process(session, owner, models.linear("A", "B", "C"))
    return ops, worker, process


def standing(session: Session, case: Instance) -> list[str]:
    session.flush()
    return [task.step_id for task in queries.open_tasks(session, case.id)]


def test_nothing_is_done_in_a_paused_case_until_it_goes_on(session: Session, world) -> None:
    ops, worker, process = world
    case = case_actions.start(session, worker, process)
    case_actions.suspend(session, ops, case.id, "The customer called.")
    task = the_task(session, case)
    with pytest.raises(Conflict) as caught:
        task_actions.complete(session, worker, task.id)
    assert caught.value.code == "SUSPENDED"
    with pytest.raises(Conflict, match="paused"):
        case_actions.suspend(session, ops, case.id, "Again.")
    case_actions.resume(session, ops, case.id)
    task_actions.complete(session, worker, task.id)
    assert standing(session, case) == ["B"]
    said = [event.event for event in queries.history(session, case.id)]
    assert said.count("instance_suspended") == said.count("instance_resumed") == 1


def test_times_wait_while_a_case_is_paused(unit: Unit, app) -> None:
    with unit() as session:
        ops, owner = accounts.actor(session, role="ops"), accounts.actor(session, role="manager")
        process = catalog.process(session, owner, models.waiting("Ask", "PT1H", "Remind"), mode="executable")
        case = case_actions.start(session, owner, process)
        task = the_task(session, case)
        task_actions.complete(session, owner, task.id)
        case_actions.suspend(session, ops, case.id, "A holiday.")
        case_id = case.id
    with clock.frozen(clock.now() + timedelta(hours=2)):
        jobs.drain(app.database)
        with unit() as session:
            case_actions.fire(session, case_id)
            assert queries.open_tasks(session, case_id) == []
        with unit() as session:
            case_actions.resume(session, ops, case_id)
        jobs.drain(app.database)
        with unit() as session:
            case_actions.fire(session, case_id)
        with unit() as session:
            assert [t.step_id for t in queries.open_tasks(session, case_id)] == ["Remind"]


def test_ops_move_work_and_say_why(session: Session, world) -> None:
    ops, worker, process = world
    case = case_actions.start(session, worker, process, {"kept": 1})
    session.flush()
    (place,) = queries.movable(case)
    assert [step for step, _ in place.targets][:2] == ["B", "C"]
    case_actions.move(session, ops, case.id, place.task_id, "C", "B is done on paper.")
    assert standing(session, case) == ["C"]
    assert case.data == {"kept": 1}
    (line,) = [event for event in queries.history(session, case.id) if event.event == "moved_by_hand"]
    assert (line.step_id, line.actor_id, line.detail) == ("C", ops.id, "B is done on paper.")
    assert session.query(AuditEntry).filter_by(kind="instance.moved").count() == 1
    with pytest.raises(Conflict):
        case_actions.move(session, ops, case.id, place.task_id, "B", "Once more.")


@pytest.mark.parametrize(("to", "reason"), [("nowhere", "Because."), ("C", "  ")])
def test_a_move_needs_a_step_and_a_reason(session: Session, world, to: str, reason: str) -> None:
    ops, worker, process = world
    case = case_actions.start(session, worker, process)
    session.flush()
    (place,) = queries.movable(case)
    with pytest.raises(Invalid):
        case_actions.move(session, ops, case.id, place.task_id, to, reason)
    assert standing(session, case) == ["A"]


def test_a_case_that_is_paused_can_be_moved_and_stays_paused(session: Session, world) -> None:
    ops, worker, process = world
    case = case_actions.start(session, worker, process)
    session.flush()
    case_actions.suspend(session, ops, case.id, "Wait.")
    (place,) = queries.movable(case)
    case_actions.move(session, ops, case.id, place.task_id, "B", "A is not needed.")
    assert case.state == "suspended"
    assert standing(session, case) == ["B"]


def test_workers_do_not_steer(session: Session, world) -> None:
    _, worker, process = world
    case = case_actions.start(session, worker, process)
    session.flush()
    for act in (case_actions.suspend, case_actions.resume):
        with pytest.raises(Forbidden):
            act(session, worker, case.id, "I like to.")
    with pytest.raises(Forbidden):
        case_actions.move(session, worker, case.id, "any", "B", "I like to.")


def test_steering_over_rest_and_by_page(client: FlaskClient, unit: Unit, app) -> None:
    with unit() as session:
        ops = accounts.person(session, "Olga Ops", "ops")
        headers = accounts.bearer(session, ops)
        browser = accounts.signed_in(app, session, ops)
        catalog.process(session, accounts.actor(session, role="manager"), models.linear("A", "B", "C"), key="offer")
    client.environ_base["HTTP_AUTHORIZATION"] = headers["Authorization"]
    case = client.post("/api/v1/processes/offer/instances", json={}).get_json()
    here = f"/api/v1/instances/{case['id']}"
    assert client.post(f"{here}/suspend", json={}).status_code == 422
    assert client.post(f"{here}/suspend", json={"reason": "Wait."}).get_json()["state"] == "suspended"
    assert client.post(f"/api/v1/tasks/{case['tasks'][0]['id']}/complete", json={}).status_code == 409
    page = browser.get(f"/instances/{case['id']}").text
    assert "Let it go on" in page and "Move its work by hand" in page
    assert client.post(f"{here}/resume", json={}).get_json()["state"] == "running"
    (place,) = client.get(f"{here}/movable").get_json()
    moved = client.post(f"{here}/move", json={"task": place["task"], "to": "C", "reason": "Done on paper."})
    assert [task["step"]["id"] for task in moved.get_json()["tasks"]] == ["C"]
    assert "moved the work to" in browser.get(f"/instances/{case['id']}").text
