"""Who does the work: the rule in Python and the condition in the database find the same people."""

from __future__ import annotations

from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import actors
from app.accounts.tables import GroupMember, PeopleGroup, Person, Unit
from app.assignment import queries as assignment
from app.assignment.policy import may_perform
from app.assignment.queries import meant_for
from app.assignment.queries.performers import seeing_performers
from app.assignment.tables import Candidate, LaneMapping
from app.cases.actions import start
from app.cases.tables import Task
from app.catalog.policy import sees, sees_inside
from app.catalog.queries import visible
from app.catalog.tables import Process
from app.kernel import features, policy
from app.kernel.db.database import Database
from app.kernel.policy import SYSTEM
from app.tasks import queries
from tests.factories import accounts, catalog, models
from tests.factories.work import the_task
from tests.support.counting import count_statements

ROLES = ("worker", "manager", "ops", "admin", "guest")
LANES = ("", "Desk", "Lab")


@pytest.fixture(autouse=True)
def _rules() -> None:
    for name in ("accounts", "catalog"):
        policy.register(features.manifest(name).rules)


def organisation(session: Session, chance: Random) -> tuple[list[Person], list[Unit], list[PeopleGroup]]:
    """Make units, partners, groups and people with roles all over them."""
    north = accounts.unit(session, "North")
    units = [north, accounts.unit(session, "Northern"), accounts.unit(session, "Print", "partner")]
    units += [accounts.unit(session, f"Team {n}", "team", chance.choice(units)) for n in range(4)]
    groups = [PeopleGroup(name=f"Group {n}") for n in range(3)]
    session.add_all(groups)
    people = []
    for _ in range(25):
        role = chance.choice((*ROLES, None))
        people.append(accounts.person(session, "", role, chance.choice((None, *units))))
        if chance.random() < 0.3:
            session.add(GroupMember(group_id=chance.choice(groups).id, person_id=people[-1].id))
    for left in chance.sample(people, 3):
        left.active = False
    session.flush()
    return people, units, groups


def mapping(chance: Random, people: list[Person], units: list[Unit], groups: list[PeopleGroup]) -> LaneMapping:
    """Name somebody for a lane in one of the ways there are, or in two at once, as rows of before may do."""
    unit = chance.choice(units)
    return chance.choice(
        [
            LaneMapping(person_id=chance.choice(people).id),
            LaneMapping(group_id=chance.choice(groups).id),
            LaneMapping(role=chance.choice(ROLES)),
            LaneMapping(unit_id=unit.id, unit_path=unit.path),
            LaneMapping(unit_id=unit.id, unit_path=unit.path, role=chance.choice(ROLES)),
            LaneMapping(role=chance.choice(ROLES), group_id=chance.choice(groups).id),
            LaneMapping(person_id=chance.choice(people).id, unit_id=unit.id, unit_path=unit.path),
        ]
    )


def processes(session: Session, chance: Random, units: list[Unit]) -> list[Process]:
    """Make processes with lanes, of units and of none."""
    chief = accounts.actor(session, "Chief", "admin")
    xml = models.lanes({"Desk": ["A"], "Lab": ["B"]})
    return [
        catalog.process(
            session, chief, xml, unit=unit, visibility=chance.choice(("organisation", "unit")),
            public_start=chance.random() < 0.3,
        )
        for unit in (None, *units)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_rule_and_condition_agree_in_any_organisation(session: Session, seed: int) -> None:
    chance = Random(seed)
    people, units, groups = organisation(session, chance)
    for process in processes(session, chance, units):
        for lane in LANES[1:]:
            for _ in range(chance.randrange(3)):
                row = mapping(chance, people, units, groups)
                row.process_id, row.lane = process.id, lane
                session.add(row)
        session.flush()
        here, mapped = actors(session), assignment.mappings_by_lane(session, process.id)
        able = {
            lane: {a.id for a in here.values() if may_perform(a, process, mapped.get(lane, []))} for lane in LANES
        }  # fmt: skip
        shown = {a.id for a in here.values() if sees(a, process)}
        for lane in LANES:
            assert assignment.lane_performers(session, process, lane) == able[lane] & shown
        assert assignment.performers(session, process) == able["Desk"] | able["Lab"]
        assert assignment.performers(session, process, ["A"]) == able["Desk"]
        inside = {a.id for a in here.values() if sees_inside(a, process)}
        assert assignment.asked_of(session, process) == (able["Desk"] | able["Lab"]) & inside
        named = [Candidate(person_id=chance.choice(people).id, for_id=chance.choice((None, people[0].id)))]
        named.append(Candidate(group_id=chance.choice(groups).id))
        wanted = {a.id for a in here.values() if may_perform(a, process, named)}
        assert seeing_performers(session, process, named) == wanted & shown
        holds = {a.id for a in here.values() if a.grants}
        ways = [named, mapped.get("Desk", [])]
        assert seeing_performers(session, process, *ways, role=True) == (wanted | able["Desk"]) & shown & holds


@pytest.mark.parametrize("seed", range(3))
def test_each_sees_and_finds_what_the_rules_let_them(session: Session, seed: int) -> None:
    chance = Random(seed)
    people, units, groups = organisation(session, chance)
    everything, tasks = processes(session, chance, units), list[Task]()
    for process in everything:
        for lane in LANES[1:]:
            for _ in range(chance.randrange(3)):
                row = mapping(chance, people, units, groups)
                row.process_id, row.lane = process.id, lane
                session.add(row)
        for _ in range(3):
            task = the_task(session, start(session, SYSTEM, process, {}))
            task.lane, task.claimed_by = chance.choice(LANES), chance.choice((None, None, chance.choice(people).id))
            task.has_candidates = chance.choice((None, True))
            if task.has_candidates:
                session.add(Candidate(task_id=task.id, person_id=chance.choice(people).id))
                session.add(Candidate(task_id=task.id, group_id=chance.choice(groups).id))
            tasks.append(task)
    session.flush()
    found = set()
    for one in actors(session).values():
        shown = set(session.scalars(select(Process.id).where(visible(one))))
        assert shown == {process.id for process in everything if sees(one, process)}
        mine = {task.id for task in queries.inbox(session, one, limit=200).items}
        wanted = {
            task.id
            for task in tasks
            if task.claimed_by in (None, one.id)
            and sees(one, task.process)
            and may_perform(one, task.process, meant_for(session, task))
        }
        assert mine == wanted, one
        found |= mine
    assert len(found) > 5


@pytest.mark.parametrize("seed", range(3))
def test_what_nobody_does_is_what_no_rule_lets_anybody_do(session: Session, seed: int) -> None:
    chance = Random(seed)
    people, units, groups = organisation(session, chance)
    found = []
    for process in processes(session, chance, units):
        for lane in LANES[1:]:
            for _ in range(chance.randrange(2)):
                row = mapping(chance, people, units, groups)
                row.process_id, row.lane = process.id, lane
                session.add(row)
        session.flush()
        mapped = assignment.mappings_by_lane(session, process.id)
        here = [one for one in actors(session).values() if one.grants and sees(one, process)]
        asked = {lane if lane in mapped else "" for lane in LANES[1:]}
        wanted = {one for one in asked if not any(may_perform(who, process, mapped.get(one, [])) for who in here)}
        assert assignment.without_people(session, process)[0] == wanted
        found += wanted
    assert found


@pytest.mark.parametrize("number", [3, 300])
def test_it_asks_as_often_for_many_people_as_for_few(database: Database, session: Session, number: int) -> None:
    process = catalog.process(session, accounts.actor(session, "Chief", "admin"), models.linear("A"))
    session.add_all(Person(name=f"P {n}", handle=f"p{n}", email=f"p{n}@example.org") for n in range(number))
    session.flush()
    with count_statements(database) as counted:
        assignment.asked_of(session, process)
    assert len(counted.statements) == 3
