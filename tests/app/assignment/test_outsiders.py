"""What is told of work to partners, guests and those who have left a unit: what is theirs to do, and no more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts import actions as changes
from app.accounts.tables import Person, RoleGrant
from app.assignment import actions as assignment_actions
from app.assignment import queries as assignment
from app.assignment.queries.absences import substitutes, substitutes_for
from app.assignment.tables import LaneMapping
from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.policy import Cases
from app.cases.queries.instances import shown
from app.cases.tables import Instance, Task
from app.catalog.tables import Process
from app.correlation import actions as correlation_actions
from app.correlation.queries.messages import messages
from app.kernel import policy
from app.kernel.errors import Invalid, NotFound
from app.kernel.http.application import StepwellApp
from app.kernel.policy import SYSTEM, Actor, Grant
from app.kernel.times import clock
from app.tasks import actions as task_actions
from app.tasks import queries as task_queries
from tests.factories import accounts, catalog, models, waits

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]
PARTNER = frozenset({Grant("worker", "elsewhere", partner=True)})


def at_printer(session: Session, manager: Actor) -> tuple[Actor, Person, Task]:
    """Give a partner's worker, a colleague of theirs, and a task of a public process that a lane gives the partner."""
    north, printer = accounts.unit(session, "North"), accounts.unit(session, "Printer", "partner")
    process = catalog.process(session, manager, models.lanes({"Partner": ["Print"]}), unit=north,
                              visibility="unit", public_start=True)  # fmt: skip
    by_printer = {"unit_id": printer.id, "unit_path": printer.path}
    by_north = {"unit_id": north.id, "unit_path": north.path}
    session.add_all(LaneMapping(process_id=process.id, lane="Partner", **by) for by in (by_printer, by_north))
    partner, mate = accounts.actor(session, "Paula", "worker", printer), accounts.person(session, "Pit", unit=printer)
    case = case_actions.start(session, manager, process, {}, "Cards 7")
    session.flush()
    (task,) = case_queries.open_tasks(session, case.id)
    return partner, mate, task_queries.task(session, partner, task.id)[0]


def test_a_case_started_inside_is_not_seen_after_leaving(session: Session) -> None:
    north, south = accounts.unit(session, "North"), accounts.unit(session, "South")
    manager = accounts.actor(session, "Mona", "manager", north)
    worker = accounts.actor(session, "Wilma", "worker", north)
    process = catalog.process(session, manager, unit=north, visibility="unit", public_start=True)
    case = case_actions.start(session, worker, process, {})
    session.flush()
    assert case_queries.instance(session, worker, case.id) is case
    moved = replace(worker, grants=frozenset({Grant("worker", south.path)}))
    for one in (moved, replace(worker, grants=PARTNER), replace(worker, grants=frozenset())):
        with pytest.raises(NotFound):
            case_queries.instance(session, one, case.id)
        assert case_queries.instances(session, one).items == []


def test_condition_and_rule_on_cases_agree_for_everybody(session: Session) -> None:
    north = accounts.unit(session, "North")
    team, printer = accounts.unit(session, "Team", "team", north), accounts.unit(session, "Printer", "partner", north)
    chief = accounts.actor(session, "Chief", "manager")
    people = [
        accounts.actor(session, f"{role} {unit.name if unit else 'top'}", role, unit)
        for role in ("worker", "manager", "guest") for unit in (None, north, team, printer)
    ]  # fmt: skip
    for unit in (None, north, team, printer):
        for public in (False, True):
            process = catalog.process(session, chief, unit=unit, visibility="unit", public_start=public)
            for person in people:
                case = case_actions.start(session, chief, process, {})
                case.started_by = person.id
    session.flush()
    every = session.scalars(select(Instance).options(joinedload(Instance.process))).all()
    for person in people:
        statement = select(Instance.id).join(Process, Process.id == Instance.process_id).where(shown(person))
        assert set(session.scalars(statement)) == {
            case.id for case in every if policy.allows(person, Cases.VIEW, case)
        }, person.name


def test_who_may_start_a_public_process_sees_their_own_case(session: Session) -> None:
    north = accounts.unit(session, "North")
    partner = accounts.actor(session, "Paula", "worker", accounts.unit(session, "Printer", "partner", north))
    process = catalog.process(session, accounts.actor(session, "Mona", "manager"), unit=north, public_start=True)
    case = case_actions.start(session, partner, process, {})
    session.flush()
    assert case_queries.instance(session, partner, case.id) is case and case_queries.instances(
        session, partner
    ).items == [case]


def test_the_page_of_a_task_tells_a_partner_no_names_and_no_history(app: StepwellApp, unit: Unit) -> None:
    with unit() as session:
        manager = accounts.actor(session, "Mona Manager", "manager")
        partner, _, task = at_printer(session, manager)
        task_actions.assign(session, manager, task.id, manager.id)
        task_actions.delegate(session, manager, task.id, partner.id, "for your eyes")
        pages = [accounts.signed_in(app, session, session.get_one(Person, one.id)) for one in (partner, manager)]
        url, case = f"/tasks/{task.id}", f"/instances/{task.instance_id}"
    theirs, ours = (page.get(url).text for page in pages)
    assert "A colleague handed this task to you." in theirs and "Cards 7" in theirs
    assert "Mona" not in theirs and "What happened in this case" not in theirs and case not in theirs
    assert "You handed this task to Paula." in ours and "What happened in this case" in ours and case in ours


def test_a_partner_hands_work_to_their_own_people_and_knows_no_others(session: Session) -> None:
    manager = accounts.actor(session, "Mona", "manager")
    partner, mate, task = at_printer(session, manager)
    assert [one.id for one in task_actions.colleagues(session, partner, task)] == [mate.id]
    assert manager.id in {one.id for one in task_actions.colleagues(session, replace(manager, id="x"), task)}
    said = set()
    for other in (manager.id, "nobody"):
        with pytest.raises(Invalid) as refused:
            task_actions.delegate(session, partner, task.id, other)
        said.add(refused.value.detail)
    assert len(said) == 1, "whether somebody is here and does the work is not told"
    assert task_actions.delegate(session, partner, task.id, mate.id).claimed_by == mate.id


def test_who_works_here_no_longer_stands_in_for_nobody(session: Session) -> None:
    ann, ben = accounts.actor(session, "Ann"), accounts.actor(session, "Ben")
    now = clock.now()
    assignment_actions.be_away(session, ann, ben.id, now, now + timedelta(days=3))
    assert set(substitutes_for(session, ben)) == {ann.id} and substitutes(session, [ann.id], now) == {ann.id: ben.id}
    assert substitutes_for(session, replace(ben, grants=PARTNER)) == {}
    given = session.scalars(select(RoleGrant).where(RoleGrant.person_id == ben.id)).one()
    changes.take_role(session, SYSTEM, given)
    printer = accounts.unit(session, "Printer", "partner")
    changes.give_role(session, SYSTEM, session.get_one(Person, ben.id), "worker", printer)
    session.flush()
    assert substitutes(session, [ann.id], now) == {}


def test_messages_that_nobody_took_are_for_those_who_wait_for_them(session: Session) -> None:
    north, south = accounts.unit(session, "North"), accounts.unit(session, "South")
    sender, ours = accounts.actor(session, "Sam", "ops", north), accounts.actor(session, "Nora", "ops", north)
    others, top = accounts.actor(session, "Olga", "ops", south), accounts.actor(session, "Theo", "ops")
    process = catalog.process(session, accounts.actor(session, "Mona", "manager", north), waits.WAITS_FOR_MESSAGE,
                              unit=north, visibility="unit", mode="executable")  # fmt: skip
    case_actions.start(session, sender, process, {"order": 7})
    session.flush()
    awaited = correlation_actions.send(session, sender, "payment", {"order": 8}, {})
    unknown = correlation_actions.send(session, sender, "secret", {"order": 8}, {})
    session.flush()
    found = {who.name: {one.id for one in messages(session, who, None, None, None).items}
             for who in (sender, ours, others, top)}  # fmt: skip
    both = {awaited.id, unknown.id}
    assert found == {"Sam": both, "Nora": {awaited.id}, "Olga": set(), "Theo": both}


def test_what_is_said_of_steps_is_shown_on_home_to_who_sees_the_process_from_inside(session: Session) -> None:
    north = accounts.unit(session, "North")
    manager = accounts.actor(session, "Mona", "manager", north)
    process = catalog.process(session, manager, unit=north, visibility="unit", public_start=True)
    printer = accounts.unit(session, "Printer", "partner", north)
    nora, paula = accounts.actor(session, "Nora", "worker", north), accounts.actor(session, "Paula", "worker", printer)
    assert set(session.scalars(assignment.processes_of(nora))) == {process.id}
    assert set(session.scalars(assignment.processes_of(paula))) == set()


def test_work_in_turn_is_given_to_nobody_who_does_not_see_the_process(session: Session) -> None:
    north = accounts.unit(session, "North")
    accounts.actor(session, "Paula", "worker", accounts.unit(session, "Printer", "partner", north))
    accounts.actor(session, "Tim", "worker", accounts.unit(session, "Team", "team", north))
    here, manager = accounts.actor(session, "Wilma", "worker", north), accounts.actor(session, "Mona", "manager", north)
    process = catalog.process(session, manager, unit=north, visibility="unit")
    assignment_actions.share_work(session, manager, process, [{"step": "A", "assign": "round_robin"}])
    for _ in range(4):
        case_actions.start(session, manager, process, {})
    session.flush()
    assert set(session.scalars(select(Task.claimed_by))) == {here.id, manager.id}
