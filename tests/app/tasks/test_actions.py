"""Work: starting, completing, claiming, cancelling; who may, and what happens when two people act at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assignment import actions as assignment_actions
from app.assignment import queries as assignment
from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.tables import Instance, StepEvent
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.policy import Actor
from app.tasks import actions as task_actions
from app.tasks import queries as task_queries
from tests.factories import accounts, catalog, models
from tests.factories.work import the_task

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def worker(session: Session) -> Actor:
    return accounts.actor(session, "Wilma Worker")


@pytest.fixture
def manager(session: Session) -> Actor:
    return accounts.actor(session, "Mona Manager", "manager")


def events(session: Session, instance: Instance) -> list[tuple[str, str | None]]:
    return [(e.event, e.step_id) for e in case_queries.history(session, instance.id)]


def test_a_case_runs_from_start_to_end_and_every_step_is_logged(
    session: Session, worker: Actor, manager: Actor
) -> None:
    process = catalog.process(session, manager, models.linear("A", "B"))
    instance = case_actions.start(session, worker, process, {"x": 1}, "Case 7")
    for name in ("A", "B"):
        task = the_task(session, instance)
        assert task.step_name == name
        task_actions.complete(session, worker, task.id, {})
    session.flush()
    assert instance.state == "completed"
    assert instance.ended_at is not None
    assert instance.data["x"] == 1
    log = events(session, instance)
    assert log[0][0] == "instance_started"
    assert log[-1][0] == "instance_completed"
    assert [step for event, step in log if event == "task_completed"] == ["A", "B"]
    who = session.scalars(select(StepEvent.actor_id).where(StepEvent.event == "task_completed")).all()
    assert set(who) == {worker.id}
    assert session.scalars(select(Instance.thin).where(Instance.id == instance.id)).one() is None


def test_a_task_is_completed_once(session: Session, worker: Actor, manager: Actor) -> None:
    instance = case_actions.start(session, worker, catalog.process(session, manager), {})
    task = the_task(session, instance)
    task_actions.complete(session, worker, task.id, {})
    with pytest.raises(Conflict) as refused:
        task_actions.complete(session, manager, task.id, {})
    assert refused.value.code == "TASK_NOT_OPEN"


def test_a_claimed_task_waits_for_who_took_it(session: Session, worker: Actor, manager: Actor) -> None:
    other = accounts.actor(session)
    instance = case_actions.start(session, worker, catalog.process(session, manager), {})
    task = the_task(session, instance)
    task_actions.claim(session, worker, task.id)
    for act in (task_actions.claim, task_actions.complete, task_actions.release):
        with pytest.raises(Conflict) as refused:
            act(session, other, task.id)
        assert refused.value.code == "CLAIMED"
    task_actions.release(session, worker, task.id)
    task_actions.complete(session, other, task.id)


def test_lanes_say_whose_work_it_is(session: Session, manager: Actor) -> None:
    printer, seller = accounts.actor(session, "Pia Printer"), accounts.actor(session, "Sam Seller")
    process = catalog.process(session, manager, models.lanes({"Sales": ["Sell"], "Print": ["Print"]}))
    assignment_actions.map_lanes(session, manager, process, [{"lane": "Print", "person_id": printer.id}])
    session.flush()
    instance = case_actions.start(session, seller, process, {})
    task_actions.complete(session, seller, the_task(session, instance).id)
    task = the_task(session, instance)
    assert task.lane == "Print"
    with pytest.raises(Forbidden):
        task_actions.complete(session, seller, task.id)
    assert task_queries.inbox(session, seller).items == []
    assert [t.id for t in task_queries.inbox(session, printer).items] == [task.id]
    assert assignment.performers(session, process, ["Print"]) == {printer.id}
    assert {printer.id, seller.id, manager.id} <= assignment.performers(session, process)


def test_a_mapping_names_what_exists(session: Session, manager: Actor) -> None:
    process = catalog.process(session, manager)
    for wrong, code in (
        ({"lane": "X"}, "BAD_MAPPING"),
        ({"lane": "X" * 256, "role": "worker"}, "BAD_MAPPING"),
        ({"lane": "X", "unit_id": "nowhere"}, "NO_SUCH_UNIT"),
        ({"lane": "X", "role": "king"}, "NO_SUCH_ROLE"),
    ):
        with pytest.raises(Invalid) as refused:
            assignment_actions.map_lanes(session, manager, process, [wrong])
        assert refused.value.code == code


def test_units_bound_who_sees_and_does(session: Session, manager: Actor) -> None:
    north, south = accounts.unit(session, "North"), accounts.unit(session, "South")
    northerner, southerner = accounts.actor(session, unit=north), accounts.actor(session, unit=south)
    process = catalog.process(session, manager, unit=north, visibility="unit")
    instance = case_actions.start(session, northerner, process, {})
    task = the_task(session, instance)
    assert task_queries.inbox_count(session, northerner) == 1
    assert task_queries.inbox_count(session, southerner) == 0
    with pytest.raises(NotFound):
        task_actions.complete(session, southerner, task.id)
    with pytest.raises(NotFound):
        case_queries.instance(session, southerner, instance.id)


def test_wrong_data_names_the_field_and_changes_nothing(session: Session, worker: Actor, manager: Actor) -> None:
    form = (
        '<extensionElements><stepwell:form>{"type":"object","required":["amount"],'
        '"properties":{"amount":{"type":"integer","title":"Amount"}}}</stepwell:form></extensionElements>'
    )
    body = models.task("Order", inside=form)
    xml = models.bpmn(f'<startEvent id="begin"/>{body}<endEvent id="done"/>{models.chain("begin", "Order", "done")}')
    instance = case_actions.start(session, worker, catalog.process(session, manager, xml), {})
    task = the_task(session, instance)
    assert task.form is not None
    assert task.form["required"] == ["amount"]
    with pytest.raises(Invalid) as refused:
        task_actions.complete(session, worker, task.id, {"amount": "many"})
    assert "amount" in refused.value.errors
    session.refresh(task)
    assert task.state == "open"
    task_actions.complete(session, worker, task.id, {"amount": 3})
    assert instance.data["amount"] == 3


def test_only_ops_and_owners_cancel_and_say_why(session: Session, worker: Actor, manager: Actor) -> None:
    ops = accounts.actor(session, "Otto Ops", "ops")
    instance = case_actions.start(session, worker, catalog.process(session, manager), {})
    task = the_task(session, instance)
    with pytest.raises(Forbidden):
        case_actions.cancel(session, worker, instance.id, "No longer wanted")
    with pytest.raises(Invalid):
        case_actions.cancel(session, ops, instance.id, "  ")
    case_actions.cancel(session, ops, instance.id, "No longer wanted")
    session.flush()
    assert instance.state == "cancelled"
    session.refresh(task)
    assert task.state == "withdrawn"
    with pytest.raises(Conflict):
        case_actions.cancel(session, ops, instance.id, "Again")


def test_what_cannot_run_is_not_started(session: Session, worker: Actor, manager: Actor) -> None:
    xml = models.bpmn('<task id="a"/><task id="b"/>' + models.chain("a", "b", "a"))
    process = catalog.process(session, manager, xml)
    with pytest.raises(Conflict) as refused:
        case_actions.start(session, worker, process, {})
    assert refused.value.code == "CANNOT_RUN"


def test_an_outsider_starts_only_what_is_public(session: Session, manager: Actor) -> None:
    from app.kernel.policy import ANONYMOUS

    closed, public = catalog.process(session, manager), catalog.process(session, manager, public_start=True)
    with pytest.raises(Exception, match="signed in"):
        case_actions.start(session, ANONYMOUS, closed, {})
    assert case_actions.start(session, ANONYMOUS, public, {"message": "Hello"}).state == "running"
