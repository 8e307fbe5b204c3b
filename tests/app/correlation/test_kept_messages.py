"""What was kept and then fits several things at once: the oldest is taken, the rest stays, nothing breaks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import actions as case_actions
from app.cases.tables import Instance
from app.correlation import actions as correlation_actions
from app.correlation.actions.catch_up import go_on, settle
from app.correlation.tables import Message
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.policy import Actor
from app.kernel.times import clock
from tests.factories import accounts, catalog, models, waits

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]
MESSAGES = "".join(f'<message id="m{n}" name="{n}"/>' for n in ("inner", "outer")) + '<signal id="g" name="alarm"/>'


def event(name: str) -> str:
    """Give the definition of a message event."""
    return waits.definition("message", about=f' messageRef="m{name}"')


INNER = waits.catch("Inner", event("inner"))
OUTER = f'<startEvent id="begins">{event("outer")}</startEvent>{models.task("Handled")}'
SUB = f'<subProcess id="Sub"><startEvent id="s"/>{INNER}<endEvent id="e"/>{models.chain("s", "Inner", "e")}'
BORDER = f'<boundaryEvent id="Border" attachedToRef="Sub">{event("outer")}</boundaryEvent>{models.task("Late")}'
BESIDE = f'<subProcess id="Beside" triggeredByEvent="true">{OUTER}{models.chain("begins", "Handled")}</subProcess>'
RACE = f'<eventBasedGateway id="Race"/>{waits.catch("Other", event("outer"))}{INNER}'


def model(*steps: str, more: str, ids: tuple[str, ...]) -> bytes:
    """Give a process that waits for something after its first step."""
    return waits.process(models.task("First"), *steps, models.task("After"), ids=ids, before=MESSAGES, more=more)


MODELS = {
    "border": model(SUB + "</subProcess>", more=BORDER + models.chain("Border", "Late"), ids=("First", "Sub", "After")),
    "event sub-process inside": model(SUB + BESIDE + "</subProcess>", more="", ids=("First", "Sub", "After")),
    "event gateway": model(
        RACE,
        more=models.chain("First", "Race", "Other", "Late")
        + models.chain("Race", "Inner", "After")
        + models.task("Late"),
        ids=("After",),
    ).replace(models.flow("begin", "After").encode(), models.flow("begin", "First").encode()),
}
LANDS = {"inner": "After", "outer": "Late"}


@pytest.fixture
def manager(unit: Unit) -> Actor:
    with unit() as session:
        return accounts.actor(session, role="manager")


@pytest.mark.parametrize("first", ["inner", "outer"])
@pytest.mark.parametrize("kind", MODELS)
def test_of_two_kept_messages_the_older_one_is_taken_and_the_other_stays(
    kind: str, first: str, unit: Unit, manager: Actor
) -> None:
    second = "outer" if first == "inner" else "inner"
    with unit() as session:
        process = catalog.process(session, manager, MODELS[kind], mode="executable")
        case = case_actions.start(session, manager, process, {})
        sent = [correlation_actions.send(session, manager, name, {}, {"by": name}) for name in (first, second)]
    with unit() as session:
        waits.do(session, manager, case.id)
        lands = LANDS[first] if "inside" not in kind else {"inner": "After", "outer": "Handled"}[first]
        assert waits.open_steps(session, case.id) == [lands]
        states = {m.name: m.state for m in session.scalars(select(Message))}
        assert states == {first: "delivered", second: "waiting"}
    with unit() as session:
        again = case_actions.start(session, manager, process, {})
        waits.do(session, manager, again.id)
        assert session.get_one(Message, sent[1].id).delivered_to == again.id


def test_of_two_that_stay_both_take_theirs(unit: Unit, manager: Actor) -> None:
    """A border that does not interrupt takes its message, and the step inside takes the other one."""
    xml = MODELS["border"].replace(b'attachedToRef="Sub"', b'attachedToRef="Sub" cancelActivity="false"')
    with unit() as session:
        process = catalog.process(session, manager, xml, mode="executable")
        case = case_actions.start(session, manager, process, {})
        for name in ("outer", "inner", "outer"):
            correlation_actions.send(session, manager, name, {}, {})
        waits.do(session, manager, case.id)
        assert sorted(waits.open_steps(session, case.id)) == ["After", "Late"]
        assert sorted(m.state for m in session.scalars(select(Message))) == ["delivered", "delivered", "waiting"]


def test_a_kept_message_for_which_a_case_has_no_room_stays_kept(
    unit: Unit, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit() as session:
        process = catalog.process(session, manager, waits.LATER, mode="executable")
        correlation_actions.send(session, manager, "payment", {}, {"scan": "x" * 90_000})
        case = case_actions.start(session, manager, process, {})
        monkeypatch.setattr("processes.engine.runtime.stored.state.LARGEST_BYTES", 50_000)
        waits.do(session, manager, case.id)
        assert waits.open_steps(session, case.id) == []
        assert session.scalars(select(Message.state)).one() == "waiting"


def test_what_came_while_a_case_was_suspended_meets_it_in_the_order_it_came(
    unit: Unit, manager: Actor, database: Database
) -> None:
    with unit() as session:
        process = catalog.process(session, manager, MODELS["event gateway"], mode="executable")
        case = case_actions.start(session, manager, process, {})
        waits.do(session, manager, case.id)
        case.state = "suspended"
        session.flush()
        for name in ("outer", "inner"):
            assert correlation_actions.send(session, manager, name, {}, {}).state == "waiting"
    jobs.drain(database)
    with unit() as session:
        session.get_one(Instance, case.id).state = "running"
        session.flush()
        go_on(session, case.id)
        assert settle(session, case.id)
        assert waits.open_steps(session, case.id) == ["Late"]
        assert {m.name: m.state for m in session.scalars(select(Message))} == {"outer": "delivered", "inner": "waiting"}


def test_a_signal_kept_for_a_suspended_case_reaches_all_who_wait_in_it(
    unit: Unit, manager: Actor, database: Database
) -> None:
    both = f'<parallelGateway id="fork"/>{waits.catch("a", waits.SIGNAL)}{waits.catch("b", waits.SIGNAL)}'
    tasks = models.task("A") + models.task("B")
    ways = models.chain("fork", "a", "A", "done") + models.chain("fork", "b", "B", "done")
    body = f'<startEvent id="begin"/>{both}{tasks}<endEvent id="done"/>{models.flow("begin", "fork")}{ways}'
    with unit() as session:
        process = catalog.process(session, manager, models.bpmn(body, before=MESSAGES), mode="executable")
        case = case_actions.start(session, manager, process, {})
        case.state = "suspended"
    for _ in range(2):
        with unit() as session:
            correlation_actions.send_signal(session, manager, "alarm", {"at": clock.now().isoformat()})
        jobs.drain(database)
    with unit() as session:
        session.get_one(Instance, case.id).state = "running"
        session.flush()
        go_on(session, case.id)
        assert sorted(waits.open_steps(session, case.id)) == ["A", "B"]


def test_a_hundred_waits_look_for_kept_messages_once(unit: Unit, manager: Actor, database: Database) -> None:
    from tests.support.counting import count_statements

    rounds = (
        "<multiInstanceLoopCharacteristics><loopCardinality>{}</loopCardinality></multiInstanceLoopCharacteristics>"
    )

    def cost(number: int) -> int:
        step = models.task("Wait", tag="receiveTask", inside=rounds.format(number))
        step = step.replace("<receiveTask ", '<receiveTask messageRef="m" ')
        xml = waits.process(models.task("First"), step, ids=("First", "Wait"), before=waits.KNOWN)
        with unit() as session:
            process = catalog.process(session, manager, xml, mode="executable", key=f"p{number}")
            case = case_actions.start(session, manager, process, {})
            with count_statements(database) as counted:
                waits.do(session, manager, case.id)
        return len(counted)

    assert cost(90) == cost(2)
