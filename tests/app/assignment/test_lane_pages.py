"""The page of who does a lane: adding, taking out, and what partners may name and learn there."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.actions import join_group, make_group
from app.accounts.queries import actor_for
from app.accounts.tables import Person
from app.assignment import actions as assignment_actions
from app.assignment import queries as assignment
from app.assignment.tables import LaneMapping
from app.catalog.tables import Process
from app.kernel.db.database import Database
from app.kernel.errors import Invalid
from app.kernel.http.application import StepwellApp
from app.kernel.policy import SYSTEM, Actor
from tests.factories import accounts, catalog, models
from tests.factories.work import inbox, started
from tests.support.counting import count_statements

pytestmark = pytest.mark.usefixtures("app")


def found(name: str, text: str) -> list[str]:
    return re.findall(rf'name="{name}" value="(\w+)"', text)


@dataclass(frozen=True)
class LanePage:
    """A form of who does a lane, in somebody's browser."""

    client: FlaskClient
    url: str = "/processes/hiring/lanes/edit?lane=Office"

    def values(self, name: str) -> list[str]:
        return found(name, self.client.get(self.url).text)

    def fields(self, *names: str) -> dict[str, str]:
        return {name: self.values(name)[0] for name in ("seen", *names)}

    def send(self, fields: dict[str, str]) -> TestResponse:
        return self.client.post(self.url, data={**accounts.CSRF, **fields})


@pytest.fixture
def chief(session: Session) -> Actor:
    return accounts.actor(session, "Ada Admin", "admin")


@pytest.fixture
def offices(session: Session, boss: Actor) -> Process:
    return catalog.process(session, boss, models.lanes({"Office": ["A"], "Shop": ["B"]}), key="hiring", title="Hiring")


@pytest.fixture
def lane_page(session: Session, app: StepwellApp, boss: Actor, offices: Process) -> LanePage:
    """The page of the lane Office, which operators and workers do, as its owner sees it."""
    ops, workers = ({"lane": "Office", "role": role} for role in ("ops", "worker"))
    assignment_actions.map_lanes(session, boss, offices, [ops, workers])
    client = accounts.signed_in(app, session, session.get_one(Person, boss.id))
    session.commit()
    return LanePage(client)


def test_who_is_taken_out_is_who_the_page_showed(
    session: Session, boss: Actor, offices: Process, lane_page: LanePage
) -> None:
    shown = lane_page.fields("leave")
    same = [assignment_actions.mapping_of(row) for row in session.scalars(select(LaneMapping))]
    assignment_actions.map_lanes(session, boss, offices, same)
    session.commit()
    assert lane_page.send(shown).status_code == 303, "the same people were named anew"
    assert len(lane_page.values("leave")) == 1
    gone = lane_page.send({"leave": shown["leave"]})
    assert gone.status_code == 409 and "They are not named for this lane any more. See below who is now." in gone.text


def test_the_page_says_what_it_means_to_take_the_last_one_out(lane_page: LanePage) -> None:
    words = "Then it is for everybody who does this process."
    assert words not in lane_page.client.get(lane_page.url).text
    lane_page.send(lane_page.fields("leave"))
    assert words in lane_page.client.get(lane_page.url).text


def test_nobody_is_named_twice_for_a_lane(lane_page: LanePage) -> None:
    again = lane_page.send({**lane_page.fields(), "way": "role", "role": "ops"})
    assert again.status_code == 422 and "They do this lane already." in again.text
    nowhere = lane_page.send({**lane_page.fields(), "way": "role", "role": "ops", "where": "nowhere"})
    assert nowhere.status_code == 422 and "There is no such unit." in nowhere.text


def test_what_is_refused_leaves_the_page_as_it_was(lane_page: LanePage) -> None:
    shown = (lane_page.values("leave"), lane_page.values("seen"))
    refused = lane_page.send({**lane_page.fields(), "way": "group", "group": "that-went-meanwhile"})
    assert refused.status_code == 422 and "There is no such group." in refused.text
    assert (found("leave", refused.text), found("seen", refused.text)) == shown


def test_a_partner_names_and_learns_of_their_own_company_alone(
    session: Session, app: StepwellApp, chief: Actor
) -> None:
    printer = accounts.unit(session, "Printer", "partner")
    press = accounts.unit(session, "Press", "department", printer)
    petra = accounts.person(session, "Petra", "manager", printer)
    paul = accounts.person(session, "Paul", "worker", press)
    accounts.actor(session, "Rita Rival", "worker", accounts.unit(session, "Rival", "partner"))
    group = make_group(session, SYSTEM, "Night shift")
    north, sue = accounts.unit(session, "North"), accounts.actor(session, "Sue Secret")
    process = catalog.process(session, chief, models.lanes({"L": ["A"]}), title="Print", key="print", unit=printer)
    assignment_actions.map_lanes(session, chief, process, [
        {"lane": "L", "person_id": sue.id}, {"lane": "L", "person_id": paul.id}, {"lane": "L", "group_id": group.id},
        {"lane": "L", "role": "worker", "unit_id": north.id}, {"lane": "L", "role": "ops", "unit_id": press.id},
    ])  # fmt: skip
    assignment_actions.share_work(session, chief, process, [{"step": "A", "assign": "person", "to": sue.id}])
    theirs, ours = (accounts.signed_in(app, session, session.get_one(Person, one.id)) for one in (petra, chief))
    session.commit()
    edit = "/processes/print/sharing/edit?step=A"
    pages = ("/processes/print/lanes/edit?lane=L", edit, "/processes/print/sharing")
    for page in pages:
        text = theirs.get(page).text
        assert [word for word in ("Sue", "Night shift", "North", "Rita", "Rival", "Ada") if word in text] == [], page
    for said in ("somebody", "Paul", "a group", "workers of another unit", "ops of Press"):
        assert f"Take out {said}" in theirs.get(pages[0]).text
    assert f'<option value="{sue.id}" selected>somebody</option>' in theirs.get(edit).text, "what is chosen stays"
    mine = ours.get(pages[0]).text
    assert [word for word in ("Sue", "Night shift", "North", "Rita", "Rival") if word not in mine] == []


def test_a_partner_names_nobody_newly_of_whom_they_may_not_know(session: Session, chief: Actor) -> None:
    printer, north = accounts.unit(session, "Printer", "partner"), accounts.unit(session, "North")
    petra, paul = (accounts.actor(session, name, "manager", printer) for name in ("Petra", "Paul"))
    sue, group = accounts.actor(session, "Sue Secret"), make_group(session, SYSTEM, "Night shift")
    process = catalog.process(session, chief, models.lanes({"L": ["A"]}), unit=printer)
    strangers: list[dict[str, str]] = [{"person_id": sue.id}, {"group_id": group.id}, {"unit_id": north.id}]
    rules = [{"assign": "person", "to": sue.id}, {"assign": "group", "to": group.id}]
    steps = [{"step": step} | rule for step, rule in zip("AB", rules, strict=True)]
    for stranger in strangers:
        with pytest.raises(Invalid, match=r"exists, but it does not|nobody is"):
            assignment_actions.map_lanes(session, petra, process, [{"lane": "L"} | stranger])
    for rule in steps:
        with pytest.raises(Invalid, match=r"not here|no such group"):
            assignment_actions.share_work(session, petra, process, [rule])
    ours: list[dict[str, str]] = [{"person_id": paul.id}, {"unit_id": printer.id}]
    named = [{"lane": "L"} | one for one in (*strangers, *ours)]
    assignment_actions.map_lanes(session, chief, process, named[:3])
    assignment_actions.share_work(session, chief, process, steps)
    assert len(assignment_actions.map_lanes(session, petra, process, named)) == 5, "who was named stays"
    assert len(assignment_actions.share_work(session, petra, process, [*steps, {"lane": "L", "due": "P1D"}])) == 3


@pytest.mark.parametrize("insider", [True, False])
def test_naming_costs_the_same_however_many(session: Session, database: Database, chief: Actor, insider: bool) -> None:
    unit = accounts.unit(session, "Printer", "partner")
    actor = chief if insider else accounts.actor(session, "Petra", "manager", unit)
    process = catalog.process(session, chief, models.lanes({"L": ["A"]}), unit=unit)
    people = [accounts.actor(session, f"Paul {n}", "worker", unit).id for n in range(20)]
    groups = [make_group(session, SYSTEM, f"Group {n}").id for n in range(20)]
    lanes: list[dict[str, str]] = [{"lane": "L", "unit_id": unit.id}]
    lanes += [{"lane": "L", key: one} for key, ids in (("person_id", people), ("group_id", groups)) for one in ids]
    rules = [{"step": one, "assign": "person", "to": one} for one in people]
    rules += [{"step": one, "assign": "group", "to": one} for one in groups]
    assignment_actions.map_lanes(session, chief, process, lanes)
    assignment_actions.share_work(session, chief, process, rules)
    asked: list[int] = []
    for some in (slice(None), slice(19, 22)):
        changed = [rule | {"priority": 10 + len(asked)} for rule in rules[some]]
        session.flush()
        with count_statements(database) as counted:
            assignment_actions.map_lanes(session, actor, process, [lanes[0], *lanes[1:][some]])
            assignment_actions.share_work(session, actor, process, changed)
        asked.append(len([one for one in counted.statements if one.lstrip().upper().startswith("SELECT")]))
    assert asked[0] == asked[1]


def test_of_a_lane_that_names_a_role_and_a_group_the_group_counts(session: Session, boss: Actor) -> None:
    office = catalog.process(session, boss, models.lanes({"Office": ["A"]}))
    otto, olga = (accounts.actor(session, name, "ops") for name in ("Otto", "Olga"))
    group = make_group(session, SYSTEM, "Night shift")
    join_group(session, SYSTEM, group, session.get_one(Person, olga.id))
    mixed = {"lane": "Office", "role": "ops", "group_id": group.id}
    assert [
        assignment_actions.mapping_of(row) for row in assignment_actions.map_lanes(session, boss, office, [mixed])
    ] == [{"lane": "Office", "unit_id": None, "role": None, "group_id": group.id, "person_id": None}]
    task = started(session, boss, office)
    assert inbox(session, otto) == [] and inbox(session, actor_for(session, olga.id)) == [task]


def test_a_row_of_before_that_names_both_counts_as_its_group(session: Session, boss: Actor) -> None:
    office = catalog.process(session, boss, models.lanes({"Office": ["A"]}))
    otto, olga = (accounts.actor(session, name, "ops") for name in ("Otto", "Olga"))
    group = make_group(session, SYSTEM, "Night shift")
    session.add(LaneMapping(process_id=office.id, lane="Office", role="ops", group_id=group.id))
    task = started(session, boss, office)
    assert inbox(session, otto) == [] and assignment.without_people(session, office)[0] == {"Office"}
    join_group(session, SYSTEM, group, session.get_one(Person, olga.id))
    assert inbox(session, actor_for(session, olga.id)) == [task]
    assert assignment.without_people(session, office)[0] == set()


def test_the_page_of_rules_names_each_lane_that_nobody_does(session: Session, app: StepwellApp, boss: Actor) -> None:
    """Also one of which all steps are those of programs, where the model only documents."""
    by_hand, by_program = (models.task("B", tag=tag).encode() for tag in ("userTask", "serviceTask"))
    xml = models.lanes({"Office": ["A"], "Shop": ["B"]}).replace(by_hand, by_program)
    process = catalog.process(session, boss, xml, key="hiring", mode="documenting")
    assignment_actions.map_lanes(
        session, boss, process, [{"lane": "Office", "role": "worker"}, {"lane": "Shop", "role": "ops"}]
    )
    page = accounts.signed_in(app, session, session.get_one(Person, boss.id))
    session.commit()
    text = page.get("/processes/hiring/sharing").text
    assert "Shop</a>: it is for ops, and that is nobody now. Name others." in text
    assert "for everybody who does this process, and that is nobody" not in text
