"""What is raised in called cases goes up through all who called, in one transaction, to the nearest that catches it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import actions, queries
from app.cases.tables import Instance, StepEvent
from app.correlation.actions import propagation
from app.correlation.actions.catch_up import go_on
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.policy import Actor
from app.notices.tables import Notice
from app.tasks.actions.outcomes import raise_error
from tests.factories import accounts, catalog, models, waits

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]
BOSS = waits.definition("escalation", about=' escalationRef="x"')
KNOWN = '<escalation id="x" name="boss" escalationCode="BOSS"/><error id="e" errorCode="E1"/>'
FAULT = waits.definition("error", about=' errorRef="e"')
KINDS = {"error": FAULT, "escalation": BOSS}


def caller(key: str, more: str = "") -> bytes:
    """Give a process that calls another one, and what is on its border."""
    call = f'<callActivity id="Call" name="Call" calledElement="{key}"/>'
    return waits.process(call, models.task("After"), ids=("Call", "After"), before=KNOWN, more=more)


def catches(kind: str, interrupts: bool = True) -> str:
    """Give the border of a call that catches this."""
    sign = str(interrupts).lower()
    border = f'<boundaryEvent id="caught" attachedToRef="Call" cancelActivity="{sign}">{KINDS[kind]}</boundaryEvent>'
    return border + models.task("Mend") + '<endEvent id="over"/>' + models.chain("caught", "Mend", "over")


def lowest(kind: str, *, on_the_way: bool = False) -> bytes:
    """Give a process that raises, after Sign, at its end or on the way to Next."""
    if on_the_way:
        steps = (models.task("Sign"), waits.throw("raise", KINDS[kind]), models.task("Next"))
        return waits.process(*steps, ids=("Sign", "raise", "Next"), before=KNOWN)
    xml = waits.process(models.task("Sign"), ids=("Sign",), before=KNOWN)
    return xml.replace(b'<endEvent id="done"/>', f'<endEvent id="done">{KINDS[kind]}</endEvent>'.encode())


@pytest.fixture
def manager(unit: Unit) -> Actor:
    with unit() as session:
        return accounts.actor(session, role="manager")


@pytest.fixture
def cases(unit: Unit, manager: Actor) -> Callable[..., list[str]]:
    """Load a chain of processes, the called ones first, start the last; give the cases, the outermost first."""

    def begun(low: bytes, top: bytes, mode: str = "executable") -> list[str]:
        with unit() as session:
            catalog.process(session, manager, low, key="low", mode=mode)
        with unit() as session:
            catalog.process(session, manager, caller("low"), key="mid", mode="executable")
        with unit() as session:
            process = catalog.process(session, manager, top, key="top", mode="executable")
            found = [actions.start(session, manager, process, {}).id]
            for _ in range(2):
                session.flush()
                found += [session.scalars(select(Instance.id).where(Instance.parent_id == found[-1])).one()]
        return found

    return begun


def states(session: Session, ids: list[str]) -> list[str]:
    session.flush()
    session.expire_all()
    return [session.get_one(Instance, one).state for one in ids]


def steps(session: Session, ids: list[str]) -> list[list[str]]:
    return [sorted(waits.open_steps(session, one)) for one in ids]


@pytest.mark.parametrize("kind", KINDS)
def test_it_goes_up_through_all_levels_and_takes_the_called_cases_away(
    kind: str, cases: Callable[..., list[str]], unit: Unit, manager: Actor
) -> None:
    ids = cases(lowest(kind, on_the_way=kind == "escalation"), caller("mid", catches(kind)))
    with unit() as session:
        waits.do(session, manager, ids[-1], {"why": "torn"})
        assert steps(session, ids) == [["Mend"], [], []]
        assert states(session, ids) == ["running", "cancelled", "cancelled"]
        assert session.get_one(Instance, ids[0]).data["why"] == "torn"
        assert list(session.scalars(select(Notice).where(Notice.kind == "incident"))) == []


@pytest.mark.parametrize("on_the_way", [True, False])
def test_an_escalation_that_does_not_interrupt_lets_all_levels_go_on(
    on_the_way: bool, cases: Callable[..., list[str]], unit: Unit, manager: Actor
) -> None:
    ids = cases(lowest("escalation", on_the_way=on_the_way), caller("mid", catches("escalation", interrupts=False)))
    with unit() as session:
        waits.do(session, manager, ids[-1])
        expected = [["Call", "Mend"], ["Call"], ["Next"]] if on_the_way else [["Call", "Mend"], ["After"], []]
        assert steps(session, ids) == expected
        assert set(states(session, ids)) <= {"running", "completed"}


def test_an_escalation_that_nobody_catches_changes_nothing(
    cases: Callable[..., list[str]], unit: Unit, manager: Actor
) -> None:
    ids = cases(lowest("escalation"), caller("mid"))
    with unit() as session:
        waits.do(session, manager, ids[-1])
        assert steps(session, ids) == [["Call"], ["After"], []]
        assert states(session, ids) == ["running", "running", "completed"]


def test_an_error_that_nobody_catches_is_an_incident_and_told(
    cases: Callable[..., list[str]], unit: Unit, manager: Actor
) -> None:
    ids = cases(lowest("error"), caller("mid"))
    with unit() as session:
        waits.do(session, manager, ids[-1])
        assert states(session, ids) == ["running", "running", "failed"]
    with unit() as session:
        assert len(list(session.scalars(select(Notice).where(Notice.kind == "incident")))) == 1
        told = select(StepEvent).where(StepEvent.event == "error_below").order_by(StepEvent.id)
        said = [(one.instance_id, one.step_id, one.detail) for one in session.scalars(told)]
        assert said == [(one, "Call", "“E1”: it is an incident there.") for one in (ids[1], ids[0])]


def handler(kind: str, interrupts: bool = True) -> str:
    """Give an event sub-process that catches this."""
    sign = str(interrupts).lower()
    begin = f'<startEvent id="begins" isInterrupting="{sign}">{KINDS[kind]}</startEvent>'
    inside = begin + models.task("Mend") + '<endEvent id="over"/>' + models.chain("begins", "Mend", "over")
    return f'<subProcess id="handler" triggeredByEvent="true">{inside}</subProcess>'


def mixed(border: str = "", around: str = "", inside: str = "") -> bytes:
    """Give a process that calls one of its own file, in whose sub-process another one of the library is called."""
    call = '<startEvent id="first"/><callActivity id="Call" name="Call" calledElement="mid"/>'
    sub = f'<subProcess id="Sub">{call}{models.chain("first", "Call")}</subProcess>'
    inner = f'<startEvent id="starts"/>{sub}{models.chain("starts", "Sub")}{inside}'
    steps = ('<callActivity id="Inside" name="Inside" calledElement="inner"/>', models.task("After"))
    xml = waits.process(
        *steps, ids=("Inside", "After"), before=KNOWN, more=border.replace('"Call"', '"Inside"') + around
    )
    made = f'<process id="inner" isExecutable="true">{inner}</process></definitions>'
    return xml.replace(b"</definitions>", made.encode())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("where", ["border", "around", "inside"])
def test_it_goes_up_through_calls_of_both_kinds_and_sub_processes(
    kind: str, where: str, cases: Callable[..., list[str]], unit: Unit, manager: Actor
) -> None:
    more = catches(kind) if where == "border" else handler(kind)
    ids = cases(lowest(kind, on_the_way=kind == "escalation"), mixed(**{where: more}))
    with unit() as session:
        waits.do(session, manager, ids[-1])
        assert steps(session, ids) == [["Mend"], [], []]
        assert states(session, ids) == ["running", "cancelled", "cancelled"]
        waits.do(session, manager, ids[0])
        assert steps(session, ids[:1]) == ([["After"]] if where == "inside" else [[]])


def test_an_escalation_that_is_noticed_on_its_way_lets_calls_of_both_kinds_go_on(
    cases: Callable[..., list[str]], unit: Unit, manager: Actor
) -> None:
    ids = cases(lowest("escalation", on_the_way=True), mixed(inside=handler("escalation", interrupts=False)))
    with unit() as session:
        waits.do(session, manager, ids[-1])
        assert steps(session, ids) == [["Call", "Mend"], ["Call"], ["Next"]]


def test_a_service_of_a_called_case_may_raise_what_its_callers_catch(
    cases: Callable[..., list[str]], unit: Unit, manager: Actor
) -> None:
    work = '<serviceTask id="Work" name="Work" camunda:type="external" camunda:topic="t"/>'
    ids = cases(waits.process(work, ids=("Work",), before=KNOWN), caller("mid", catches("error")))
    with unit() as session:
        (task,) = queries.open_tasks(session, ids[-1])
        raise_error(session, task.id, "E1", "no paper", {})
        assert steps(session, ids) == [["Mend"], [], []]


def test_a_called_case_whose_work_people_do_ends_with_an_error_that_its_caller_catches(
    cases: Callable[..., list[str]], unit: Unit, manager: Actor
) -> None:
    ids = cases(lowest("error"), caller("mid", catches("error")), mode="documenting")
    with unit() as session:
        waits.do(session, manager, ids[-1])
        assert steps(session, ids) == [["Mend"], [], []]


@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_up_to_a_suspended_case_is_caught_when_it_goes_on(
    kind: str, cases: Callable[..., list[str]], unit: Unit, manager: Actor
) -> None:
    ids = cases(lowest(kind, on_the_way=kind == "escalation"), caller("mid", catches(kind)))
    with unit() as session:
        session.get_one(Instance, ids[0]).state = "suspended"
    with unit() as session:
        waits.do(session, manager, ids[-1])
        assert steps(session, ids[:1]) == [["Call"]]
    with unit() as session:
        session.get_one(Instance, ids[0]).state = "running"
        session.flush()
        go_on(session, ids[0])
        assert steps(session, ids) == [["Mend"], [], []]
        assert states(session, ids) == ["running", "cancelled", "cancelled"]


def test_an_error_is_found_behind_other_cases_that_cannot_go_on(
    cases: Callable[..., list[str]], unit: Unit, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(propagation, "AT_ONCE", 1)
    ids = cases(lowest("error"), caller("mid", catches("error")))
    with unit() as session:
        session.get_one(Instance, ids[0]).state = "suspended"
        session.get_one(Instance, ids[1]).incidents = 1
    with unit() as session:
        waits.do(session, manager, ids[-1])
    with unit() as session:
        session.get_one(Instance, ids[0]).state = "running"
        session.flush()
        go_on(session, ids[0])
        assert steps(session, ids) == [["Mend"], [], []]


@pytest.mark.databases("postgresql")
@pytest.mark.parametrize("held", [0, 1])
def test_it_comes_before_the_end_though_somebody_holds_a_caller(
    held: int, cases: Callable[..., list[str]], unit: Unit, manager: Actor, database: Database, database_url: str
) -> None:
    ids = cases(lowest("escalation"), caller("mid", catches("escalation", interrupts=False)))
    other = Database(database_url)
    with unit_of_work(other) as holds:
        assert queries.locked(holds, ids[held]) is not None
        with unit() as session:
            waits.do(session, manager, ids[-1])
        with unit() as session:
            assert steps(session, ids) == [["Call"], ["Call"], []]
    other.close()
    jobs.drain(database)
    with unit() as session:
        assert steps(session, ids) == [["Call", "Mend"], ["After"], []]
