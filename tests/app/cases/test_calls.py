"""Cases that call other cases: data there and back, errors, cancelling, depth, versions, and no waiting crosswise."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Barrier, Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.tables import Instance, Task
from app.catalog import actions as library
from app.catalog.tables import Process
from app.correlation.actions.catch_up import go_on
from app.correlation.jobs import deliveries
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Conflict
from app.kernel.policy import Actor
from app.tasks import actions as task_actions
from app.tasks import queries as task_queries
from tests.factories import accounts, catalog, models, waits
from tests.support.awaiting import ended

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]
CHILD = models.linear("Sign", process="signing")
AT_ONCE = models.bpmn('<startEvent id="begin"/><endEvent id="done"/>' + models.flow("begin", "done"), process="signing")


def call(inside: str = "", called: str = "sign", about: str = "") -> str:
    return f'<callActivity id="Call" name="Have it signed" calledElement="{called}"{about}>{inside}</callActivity>'


def caller(inside: str = "", called: str = "sign", about: str = "", more: str = "") -> bytes:
    return waits.process(call(inside, called, about), models.task("After"), ids=("Call", "After"), more=more)


def extended(*elements: str) -> str:
    return f"<extensionElements>{''.join(elements)}</extensionElements>"


@pytest.fixture
def manager(unit: Unit) -> Actor:
    with unit() as session:
        return accounts.actor(session, role="manager")


@pytest.fixture
def start(unit: Unit, manager: Actor) -> Callable[..., str]:
    """Load a child and a caller, start the caller."""

    def begun(xml: bytes, data: dict[str, object] | None = None, child: bytes | None = CHILD, key: str = "sign") -> str:
        with unit() as session:
            if child is not None:
                catalog.process(session, manager, child, key=key, mode="executable")
        with unit() as session:
            process = catalog.process(session, manager, xml, mode="executable")
            return case_actions.start(session, manager, process, data or {}, "Case 7").id

    return begun


def child_of(session: Session, case: str) -> Instance:
    session.flush()
    return session.scalars(select(Instance).where(Instance.parent_id == case).order_by(Instance.id.desc())).first()


def state_of(session: Session, case: str) -> str:
    session.flush()
    return session.scalar(select(Instance.state).where(Instance.id == case)) or ""


def test_a_call_takes_all_data_there_and_back(start: Callable[..., str], unit: Unit, manager: Actor) -> None:
    case = start(caller(), {"amount": 5})
    with unit() as session:
        assert waits.open_steps(session, case) == ["Call"]
        child = child_of(session, case)
        assert (child.data, child.business_key, child.depth, child.root_id) == ({"amount": 5}, "Case 7", 1, case)
        assert task_queries.inbox(session, manager).items[0].step_id == "Sign"
        assert len(task_queries.inbox(session, manager).items) == 1, "the call itself is nobody's work"
        waits.do(session, manager, child.id, {"result": "signed"})
        assert state_of(session, child.id) == "completed"
        assert waits.open_steps(session, case) == ["After"]
        assert session.get_one(Instance, case).data == {"amount": 5, "result": "signed"}
        waits.do(session, manager, case)
        assert state_of(session, case) == "completed"
        states = session.scalars(select(Task.state).where(Task.instance_id == case)).all()
        assert states == ["done", "done"]


def test_only_what_the_model_names_goes_there_and_comes_back(
    start: Callable[..., str], unit: Unit, manager: Actor
) -> None:
    camunda = extended(
        '<camunda:in source="amount" target="sum"/>', '<camunda:in businessKey="${amount}"/>',
        '<camunda:in sourceExpression="${amount + 1}" target="more"/>',
        '<camunda:out source="result" target="outcome"/>',
    )  # fmt: skip
    case = start(caller(camunda), {"amount": 5, "secret": "x"})
    with unit() as session:
        child = child_of(session, case)
        assert (child.data, child.business_key) == ({"sum": 5, "more": 6}, "5")
        waits.do(session, manager, child.id, {"result": "signed"})
        assert session.get_one(Instance, case).data == {"amount": 5, "secret": "x", "outcome": "signed"}


def test_the_dialect_of_zeebe(start: Callable[..., str], unit: Unit, manager: Actor) -> None:
    zeebe = extended(
        '<zeebe:calledElement processId="signing" propagateAllParentVariables="false"/>',
        '<zeebe:ioMapping><zeebe:input source="= amount" target="sum"/>',
        '<zeebe:output source="= result" target="outcome"/></zeebe:ioMapping>',
    )
    xml = caller(zeebe).replace(b' calledElement="sign"', b"")
    xml = xml.replace(b"<definitions ", b'<definitions xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" ', 1)
    case = start(xml, {"amount": 5, "secret": "x"})
    with unit() as session:
        child = child_of(session, case)
        assert child.data == {"sum": 5}
        waits.do(session, manager, child.id, {"result": "signed"})
        assert session.get_one(Instance, case).data == {"amount": 5, "secret": "x", "outcome": "signed"}


def test_a_chosen_version_or_the_live_one(start: Callable[..., str], unit: Unit, manager: Actor) -> None:
    with unit() as session:
        child = catalog.process(session, manager, CHILD, key="sign", mode="executable")
        catalog.published(session, manager, child, models.linear("Sign", "Seal", process="signing"))
    bound = ' camunda:calledElementBinding="version" camunda:calledElementVersion="1"'
    for about, number in ((bound, 1), (' stepwell:version="1"', 1), ("", 2), (' stepwell:version="live"', 2)):
        case = start(caller(about=about), child=None)
        with unit() as session:
            assert child_of(session, case).version_id == session.scalar(
                select(_version_id(child.id, number)).limit(1)
            ), about  # fmt: skip


def _version_id(process_id: str, number: int):  # type: ignore[no-untyped-def]
    from app.catalog.tables import Version

    return select(Version.id).where(Version.process_id == process_id, Version.number == number).scalar_subquery()


def test_an_unknown_process_is_a_task_for_people(start: Callable[..., str], unit: Unit, manager: Actor) -> None:
    with unit() as session:
        process = catalog.process(session, manager, caller(called="nowhere"))
        case = case_actions.start(session, manager, process, {})
        assert waits.open_steps(session, case.id) == ["Call"]
        assert [t.step_id for t in task_queries.inbox(session, manager).items] == ["Call"]
    with unit() as session:
        version = session.get_one(Process, process.id).live_version_id
        from app.catalog.tables import Version

        codes = [a["code"] for a in session.get_one(Version, version).assumptions]
        assert "CALLED_ELSEWHERE" in codes


def test_a_child_that_ends_at_once_ends_within_the_same_transaction(start: Callable[..., str], unit: Unit) -> None:
    case = start(caller(), child=AT_ONCE)
    with unit() as session:
        assert waits.open_steps(session, case) == ["After"]
        assert state_of(session, child_of(session, case).id) == "completed"


def test_one_child_for_each_round_of_a_multi_instance(start: Callable[..., str], unit: Unit, manager: Actor) -> None:
    for sequential in ("false", "true"):
        marker = (
            f'<multiInstanceLoopCharacteristics isSequential="{sequential}" camunda:collection="names" '
            'camunda:elementVariable="name"/>'
        )
        child = CHILD if sequential == "false" else None
        case = start(caller(marker), {"names": ["A", "B", "C"]}, child)
        done = []
        for _ in range(3):
            with unit() as session:
                going = session.scalars(
                    select(Instance)
                    .where(Instance.parent_id == case, Instance.state == "running")
                    .order_by(Instance.id)
                ).all()
                assert len(going) == (1 if sequential == "true" else 3 - len(done))
                done.append(going[0].data["name"])
                waits.do(session, manager, going[0].id)
        with unit() as session:
            assert sorted(done) == ["A", "B", "C"]
            assert waits.open_steps(session, case) == ["After"]


def test_many_rounds_begin_in_the_background(start: Callable[..., str], unit: Unit, database: Database) -> None:
    marker = (
        "<multiInstanceLoopCharacteristics><loopCardinality>45</loopCardinality></multiInstanceLoopCharacteristics>"
    )
    case = start(caller(marker))
    with unit() as session:
        assert session.scalar(select(func.count()).where(Instance.parent_id == case)) == 20
    jobs.drain(database)
    with unit() as session:
        assert session.scalar(select(func.count()).where(Instance.parent_id == case)) == 45


ERROR_END = waits.definition("error", about=' errorRef="e"')
RAISING = waits.process(
    models.task("Sign"), ids=("Sign",), before=waits.KNOWN
).replace(b'<endEvent id="done"/>', f'<endEvent id="done">{ERROR_END}</endEvent>'.encode())  # fmt: skip
CAUGHT = (
    f'<boundaryEvent id="caught" attachedToRef="Call">{ERROR_END}</boundaryEvent>'
    + models.task("Mend") + '<endEvent id="over"/>' + models.chain("caught", "Mend", "over")
)  # fmt: skip


def test_an_error_of_the_child_is_caught_at_the_call(start: Callable[..., str], unit: Unit, manager: Actor) -> None:
    case = start(caller(more=CAUGHT), child=RAISING)
    with unit() as session:
        child = child_of(session, case)
        waits.do(session, manager, child.id)
        assert waits.open_steps(session, case) == ["Mend"]
        assert state_of(session, child.id) == "cancelled"


def test_an_error_goes_up_to_the_one_who_catches_it(start: Callable[..., str], unit: Unit, manager: Actor) -> None:
    with unit() as session:
        catalog.process(session, manager, RAISING, key="lowest", mode="executable")
    case = start(caller(more=CAUGHT), child=caller(called="lowest"))
    with unit() as session:
        middle = child_of(session, case)
        lowest = child_of(session, middle.id)
        assert (lowest.depth, lowest.root_id) == (2, case)
        waits.do(session, manager, lowest.id)
        assert waits.open_steps(session, case) == ["Mend"]
        assert [state_of(session, i) for i in (middle.id, lowest.id)] == ["cancelled", "cancelled"]


def test_an_error_that_nobody_catches_stays_an_incident_of_the_child(
    start: Callable[..., str], unit: Unit, manager: Actor, client: FlaskClient
) -> None:
    case = start(caller(), child=RAISING)
    with unit() as session:
        child = child_of(session, case)
        waits.do(session, manager, child.id)
        assert (state_of(session, child.id), state_of(session, case)) == ("failed", "running")
        assert waits.open_steps(session, case) == ["Call"]
        headers = accounts.bearer(session, accounts.person(session))
    waiting = client.get(f"/api/v1/instances/{case}/waits", headers=headers).get_json()
    assert [(c["id"], c["state"]) for c in waiting["called"]] == [(child.id, "failed")]
    assert client.get(f"/api/v1/instances/{child.id}", headers=headers).get_json()["parent"] == case
    above = client.get(f"/api/v1/instances/{child.id}/waits", headers=headers).get_json()["caller"]
    assert above["id"] == case


def test_who_cancels_a_caller_cancels_all_it_has_called(start: Callable[..., str], unit: Unit, manager: Actor) -> None:
    with unit() as session:
        catalog.process(session, manager, CHILD, key="lowest", mode="executable")
    case = start(caller(), child=caller(called="lowest"))
    with unit() as session:
        middle = child_of(session, case)
        lowest = child_of(session, middle.id)
        case_actions.cancel(session, manager, case, "No longer wanted")
        assert [state_of(session, i) for i in (case, middle.id, lowest.id)] == ["cancelled"] * 3
        assert task_queries.inbox(session, manager).items == []


def test_a_boundary_timer_withdraws_the_called_case(start: Callable[..., str], unit: Unit, manager: Actor) -> None:
    limit = (
        '<boundaryEvent id="limit" attachedToRef="Call">' + waits.time("timeDuration", "PT1H") + "</boundaryEvent>"
        + models.task("Late") + '<endEvent id="over"/>' + models.chain("limit", "Late", "over")
    )  # fmt: skip
    case = start(caller(more=limit))
    with unit() as session:
        ops = accounts.actor(session, role="ops")
        (timer,) = case_queries.timers_of(session, case)
        case_actions.fire_now(session, ops, case, timer.task_id, "It takes too long")
        assert waits.open_steps(session, case) == ["Late"]
        assert state_of(session, child_of(session, case).id) == "cancelled"


def test_a_cancelled_child_is_an_incident_of_its_caller_and_can_be_called_again(
    start: Callable[..., str], unit: Unit, manager: Actor
) -> None:
    case = start(caller())
    with unit() as session:
        first = child_of(session, case)
        case_actions.cancel(session, manager, first.id, "Wrong paper")
        assert state_of(session, case) == "failed"
        case_actions.retry(session, manager, case)
        second = child_of(session, case)
        assert second.id != first.id
        waits.do(session, manager, second.id)
        assert waits.open_steps(session, case) == ["After"]


def test_a_called_process_that_was_put_away_is_an_incident(
    start: Callable[..., str], unit: Unit, manager: Actor
) -> None:
    case = start(waits.process(models.task("First"), call(), models.task("After"), ids=("First", "Call", "After")))
    with unit() as session:
        process = session.scalars(select(Process).where(Process.key == "sign")).one()
        library.archive(session, manager, process)
        waits.do(session, manager, case)
        assert state_of(session, case) == "failed"
        (incident,) = case_queries.incidents_of(session, case)
        assert "put away" in incident.words
        library.restore(session, manager, process)
        case_actions.retry(session, manager, case)
        waits.do(session, manager, child_of(session, case).id)
        assert waits.open_steps(session, case) == ["After"]


def test_processes_that_call_each_other_without_end_stop_with_words(
    unit: Unit, manager: Actor, database: Database
) -> None:
    with unit() as session:
        first = catalog.process(session, manager, models.linear("A"), key="sign", mode="executable")
    with unit() as session:
        process = session.get_one(Process, first.id)
        other = catalog.process(session, manager, caller(called="sign"), key="other", mode="executable")
        catalog.published(session, manager, process, caller(called="other"))
        case = case_actions.start(session, manager, other, {}).id
    jobs.drain(database)
    with unit() as session:
        deepest = session.scalars(select(Instance).order_by(Instance.depth.desc()).limit(1)).one()
        depths = session.scalars(select(Instance.depth).where(Instance.root_id == case)).all()
        assert sorted(depths) == list(range(1, 21))
        last = session.scalars(select(Instance).where(Instance.depth == 20)).one()
        assert last.state == "failed"
        (incident,) = case_queries.incidents_of(session, last.id)
        assert "20 deep" in incident.words
        case_actions.cancel(session, manager, case, "It was a mistake")
        assert session.scalar(select(func.count()).where(Instance.state != "cancelled")) == 0
        assert deepest is not None


def test_the_answer_to_a_suspended_caller_waits_until_it_goes_on(
    start: Callable[..., str], unit: Unit, manager: Actor, database: Database
) -> None:
    case = start(caller())
    with unit() as session:
        session.get_one(Instance, case).state = "suspended"
        waits.do(session, manager, child_of(session, case).id)
        assert waits.open_steps(session, case) == ["Call"]
    jobs.drain(database)
    with unit() as session:
        session.get_one(Instance, case).state = "running"
        session.flush()
        go_on(session, case)
        assert waits.open_steps(session, case) == ["After"]


def test_an_answer_comes_once_though_its_job_runs_twice(start: Callable[..., str], unit: Unit, manager: Actor) -> None:
    case = start(caller())
    with unit() as session:
        child = child_of(session, case)
        waits.do(session, manager, child.id)
        for _ in range(2):
            deliveries.answer(session, child.id)
            deliveries.settle_one(session, case)
        assert waits.open_steps(session, case) == ["After"]


@pytest.mark.databases("postgresql")
def test_an_answer_does_not_wait_for_who_holds_the_caller(
    start: Callable[..., str], unit: Unit, manager: Actor, database: Database, database_url: str
) -> None:
    """The child's end commits while somebody holds the caller; a job brings the answer."""
    case = start(caller())
    other = Database(database_url)
    with unit_of_work(other) as held:
        assert case_queries.locked(held, case) is not None
        with unit() as session:
            child = child_of(session, case)
            waits.do(session, manager, child.id)
        with unit() as session:
            assert state_of(session, child.id) == "completed"
            assert waits.open_steps(session, case) == ["Call"]
    other.close()
    jobs.drain(database)
    with unit() as session:
        assert waits.open_steps(session, case) == ["After"]


@pytest.mark.databases("postgresql")
def test_cancelling_callers_while_children_end_locks_nobody_up(
    start: Callable[..., str], unit: Unit, manager: Actor, database: Database, database_url: str
) -> None:
    first = start(caller())
    with unit() as session:
        process = session.get_one(Process, session.get_one(Instance, first).process_id)
        cases = [first, *(case_actions.start(session, manager, process, {}).id for _ in range(11))]
        tasks = [case_queries.open_tasks(session, child_of(session, case).id)[0].id for case in cases]
    other, barrier, wrong = Database(database_url, pool_size=10), Barrier(2), list[BaseException]()

    def act(what: Callable[[Session, int], object]) -> None:
        barrier.wait()
        for number in range(len(cases)):
            try:
                with unit_of_work(other) as session:
                    what(session, number)
            except Conflict as error:
                if error.code not in ("TASK_NOT_OPEN", "ENDED"):
                    wrong.append(error)

    ends = Thread(target=act, args=(lambda s, n: task_actions.complete(s, manager, tasks[n], {}),))
    cancels = Thread(target=act, args=(lambda s, n: case_actions.cancel(s, manager, cases[n], "Enough"),))
    for thread in (ends, cancels):
        thread.start()
    ended(ends, cancels)
    other.close()
    assert wrong == []
    jobs.drain(database)
    with unit() as session:
        for case in cases:
            assert state_of(session, case) == "cancelled"
            assert state_of(session, child_of(session, case).id) in ("cancelled", "completed")
        assert session.scalar(select(func.count()).where(Task.state == "open")) == 0
