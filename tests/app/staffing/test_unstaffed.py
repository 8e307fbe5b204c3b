"""What nobody does: seen for roles, units, groups and people alike, told once to those who can act, and mended."""

from __future__ import annotations

import re
from datetime import timedelta
from html import escape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import uses
from app.accounts.actions import (
    deactivate,
    give_role,
    join_group,
    leave_group,
    make_group,
    reactivate,
    remove_group,
    rename_group,
    take_role,
)
from app.accounts.queries import actor_for
from app.accounts.tables import PeopleGroup, Person, RoleGrant
from app.assignment import actions as assignment_actions
from app.assignment.tables import StepGroup
from app.cases import actions as case_actions
from app.cases import queries
from app.catalog import actions as catalog_actions
from app.catalog.tables import Process
from app.kernel.db.database import Database
from app.kernel.errors import Conflict, Invalid
from app.kernel.http.application import StepwellApp
from app.kernel.policy import SYSTEM, Actor
from app.kernel.times import clock
from app.notices.tables import Notice
from app.privacy import belongings
from app.staffing.actions.vacancies import TOGETHER, tell_vacancies
from app.staffing.tables import Vacancy
from tests.factories import accounts, catalog, models
from tests.factories.work import inbox, started
from tests.support.counting import count_statements

pytestmark = pytest.mark.usefixtures("app")


def for_groups(said: str, *steps: str, more: str = "") -> bytes:
    """A row of steps, the first of which is for groups, as the model says."""
    names = steps or ("A", "B")
    tag = f'<userTask stepwell:candidateGroups="{escape(said)}" {more} id="{names[0]}"'
    return models.linear(*names).replace(f'<userTask id="{names[0]}"'.encode(), tag.encode())


def unstaffed(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """What nobody does, and who did it last, as the actor is shown."""
    found = belongings.without_anybody(session, actor).items
    return [(one.title, one.whose) for kind, one in found if kind.key == "unstaffed"]


def told(session: Session, who: Actor) -> list[tuple[str, str]]:
    """Tell what there is to tell, and give what somebody was told, with where it leads."""
    with clock.frozen(clock.now() + TOGETHER + timedelta(seconds=1)):
        tell_vacancies(session)
    rows = select(Notice.words, Notice.url).where(Notice.person_id == who.id, Notice.kind == "work_unstaffed")
    return [(words, url) for words, url in session.execute(rows.order_by(Notice.id))]


def leave(session: Session, person: Actor) -> None:
    deactivate(session, SYSTEM, session.get_one(Person, person.id))
    session.flush()


def lose(session: Session, person: Actor, role: str) -> None:
    given = session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.role == role)).one()
    take_role(session, SYSTEM, given)


@pytest.fixture
def chief(session: Session) -> Actor:
    return accounts.actor(session, "Ada Admin", "admin")


@pytest.fixture
def group(session: Session, ann: Actor) -> PeopleGroup:
    made = make_group(session, SYSTEM, "Night shift")
    join_group(session, SYSTEM, made, session.get_one(Person, ann.id))
    return made


@pytest.fixture
def offices(session: Session, boss: Actor) -> Process:
    """A process with the lanes Office and Shop."""
    xml = models.lanes({"Office": ["A"], "Shop": ["B"]})
    return catalog.process(session, boss, xml, key="hiring", title="Hiring")


def test_a_lane_whose_role_loses_its_last_holder_is_listed_and_told_once(
    session: Session, boss: Actor, chief: Actor, ann: Actor, offices: Process
) -> None:
    olga, otto = (accounts.actor(session, name, "ops") for name in ("Olga", "Otto"))
    assignment_actions.map_lanes(session, boss, offices, [{"lane": "Office", "role": "ops"}])
    session.flush()
    lose(session, olga, "ops")
    assert unstaffed(session, chief) == [] and told(session, boss) == []
    leave(session, otto)
    assert unstaffed(session, chief) == unstaffed(session, boss) == [("Hiring – Office", "Otto")]
    assert unstaffed(session, ann) == []
    said = [("Nobody does the lane “Office” of “Hiring” any more: Otto has left. Give it to somebody.",
             "/processes/hiring/sharing")]  # fmt: skip
    assert told(session, boss) == told(session, chief) == said and told(session, ann) == []
    assert told(session, boss) == said, "once"
    give_role(session, SYSTEM, session.get_one(Person, ann.id), "ops")
    assert unstaffed(session, chief) == []
    lose(session, actor_for(session, ann.id), "ops")
    assert told(session, boss)[1:] == [
        ("Nobody does the lane “Office” of “Hiring” any more: Ann does not have the role “Ops” there any more. "
         "Give it to somebody.", "/processes/hiring/sharing")
    ]  # fmt: skip


def test_what_somebody_does_again_before_it_is_told_is_not_told(
    session: Session, boss: Actor, offices: Process
) -> None:
    otto = accounts.actor(session, "Otto", "ops")
    assignment_actions.map_lanes(session, boss, offices, [{"lane": "Office", "role": "ops"}])
    leave(session, otto)
    assert session.scalars(select(Vacancy.lane)).all() == ["Office"]
    reactivate(session, SYSTEM, session.get_one(Person, otto.id))
    session.flush()
    assert told(session, boss) == [] and session.scalars(select(Vacancy)).all() == []
    leave(session, otto)
    assert len(told(session, boss)) == 1


def test_what_was_nobodys_before_is_no_news_when_somebody_else_leaves(
    session: Session, boss: Actor, ann: Actor, ben: Actor, offices: Process
) -> None:
    assignment_actions.map_lanes(session, boss, offices, [{"lane": "Office", "role": "guest"}])
    assert unstaffed(session, boss) == [("Hiring – Office", "")]
    leave(session, ann)
    assert told(session, boss) == []


@pytest.mark.parametrize("way", ["unit_id", "group_id", "person_id"])
def test_units_groups_and_people_are_seen_like_roles(
    session: Session, boss: Actor, chief: Actor, ann: Actor, group: PeopleGroup, offices: Process, way: str
) -> None:
    north = accounts.unit(session, "North")
    nora = accounts.actor(session, "Nora", "worker", north)
    named = {"unit_id": (north.id, nora), "group_id": (group.id, ann), "person_id": (nora.id, nora)}
    target, last = named[way]
    south = accounts.unit(session, "South").id
    for grant in session.scalars(select(RoleGrant).where(RoleGrant.person_id.in_((boss.id, ann.id)))):
        grant.unit_id = south
    session.flush()
    assignment_actions.map_lanes(session, SYSTEM, offices, [{"lane": "Shop", way: target}])
    session.flush()
    assert unstaffed(session, chief) == []
    leave(session, last)
    assert unstaffed(session, chief)[-1] == ("Hiring – Shop", last.name)
    assert "the lane “Shop”" in told(session, chief)[0][0]


def test_the_last_worker_of_a_unit_leaves_its_processes_to_nobody(session: Session, chief: Actor) -> None:
    north = accounts.unit(session, "North")
    nora = accounts.actor(session, "Nora", "worker", north)
    catalog.process(session, chief, models.linear("A"), title="Greet", key="greet", unit=north)
    leave(session, nora)
    assert unstaffed(session, chief) == [("Greet", "Nora")]
    assert told(session, chief) == [
        ("Nobody does the work of “Greet” any more: Nora has left. Give it to somebody.", "/processes/greet/sharing")
    ]


def test_a_group_that_a_model_names_is_not_removed(
    session: Session, boss: Actor, chief: Actor, group: PeopleGroup
) -> None:
    process = catalog.process(session, boss, for_groups("Others, Night shift"), title="Guard")
    started(session, boss, process)
    named = lambda: uses.of_group(session, chief, group.id)  # noqa: E731
    assert named() == "the step “A” of “Guard”"
    with pytest.raises(Conflict, match="is named by the step “A” of “Guard”\\. Name somebody else there"):
        remove_group(session, chief, group)
    catalog.published(session, boss, process, models.linear("A", "B"))
    assert named() == "the step “A” of “Guard”, version 1", "a case still runs on it"
    instance = queries.instances(session, boss).items[0]
    case_actions.cancel(session, boss, instance.id, "over")
    session.flush()
    assert named() == ""
    remove_group(session, chief, group)


def test_what_the_actor_may_not_see_is_counted_alone(session: Session, chief: Actor, group: PeopleGroup) -> None:
    north = accounts.unit(session, "North")
    owner = accounts.actor(session, "Nora", "manager", north)
    catalog.process(session, owner, for_groups(group.id), title="Secret", unit=north, visibility="unit")
    local = accounts.actor(session, "Sue", "admin", accounts.unit(session, "South"))
    assert uses.of_group(session, chief, group.id) == "the step “A” of “Secret”"
    assert uses.of_group(session, local, group.id) == "1 place that you cannot see"


@pytest.mark.parametrize(
    "said", ["Night shift", "a,Night shift", '=["a", "Night shift"]', '= if x > 1 then "a" else "Night shift"',
             "${x ? 'a' : 'Night shift'}", '["Night shift"]'],
)  # fmt: skip
def test_words_in_lists_and_expressions_count(session: Session, boss: Actor, group: PeopleGroup, said: str) -> None:
    catalog.process(session, boss, for_groups(said), title="Guard")
    assert uses.of_group(session, boss, group.id) == "the step “A” of “Guard”"


def test_a_step_whose_group_the_last_one_leaves_is_listed_and_told(
    session: Session, boss: Actor, chief: Actor, ann: Actor, group: PeopleGroup
) -> None:
    catalog.process(session, boss, for_groups("Night shift"), title="Guard", key="guard")
    assert unstaffed(session, chief) == []
    leave_group(session, SYSTEM, group, session.get_one(Person, ann.id))
    assert unstaffed(session, chief) == [("Guard – A", "Ann")]
    words = "Nobody does the step “A” of “Guard” any more: Ann is not in the group “Night shift” any more. "
    assert told(session, boss) == [(f"{words}Give it to somebody.", "/processes/guard/sharing")]
    assert told(session, chief) == [(f"{words}Give it to somebody.", f"/admin/groups/{group.id}")]


@pytest.mark.parametrize(
    ("said", "more", "listed"),
    [
        ("Night shift, Day shift", "", False),
        ('=["Night shift", "Day shift"]', "", False),
        ('= if x > 1 then "Day shift" else "Night shift"', "", True),
        ("Night shift", 'stepwell:candidateUsers="ben"', False),
        ("Nobody knows", "", False),
        ("${made.of.data}", "", False),
    ],
)
def test_a_step_is_nobodys_where_none_of_its_groups_can_do_it(
    session: Session, boss: Actor, ann: Actor, ben: Actor, group: PeopleGroup, said: str, more: str, listed: bool
) -> None:
    day = make_group(session, SYSTEM, "Day shift")
    join_group(session, SYSTEM, day, session.get_one(Person, ben.id))
    catalog.process(session, boss, for_groups(said, more=more), title="Guard")
    leave(session, ann)
    assert unstaffed(session, boss) == ([("Guard – A", "Ann")] if listed else [])


def test_a_lane_needs_nobody_where_all_its_steps_are_for_groups(
    session: Session, chief: Actor, ann: Actor, group: PeopleGroup
) -> None:
    north, south = accounts.unit(session, "North"), accounts.unit(session, "South")
    session.scalars(select(RoleGrant).where(RoleGrant.person_id == ann.id)).one().unit_id = south.id
    catalog.process(session, chief, for_groups("Night shift", "A"), title="Guard", unit=north)
    assert unstaffed(session, chief) == []
    catalog.process(session, chief, for_groups("Night shift", "A", "B"), title="Watch", unit=north)
    assert unstaffed(session, chief) == [("Watch", "")]


def test_a_rule_for_a_group_counts_as_the_model_does(
    session: Session, database: Database, boss: Actor, ann: Actor, group: PeopleGroup, offices: Process
) -> None:
    assignment_actions.share_work(session, boss, offices, [{"lane": "Shop", "assign": "group", "to": group.id}])
    leave(session, ann)
    assert unstaffed(session, boss) == [("Hiring – B", "Ann")]
    with count_statements(database) as counted:
        assignment_actions.share_work(session, boss, offices, [{"lane": "Shop", "assign": "group", "to": group.id}])
    assert "step_group" not in str(counted), "who says the same at the same time does not get in the way"
    assignment_actions.share_work(session, boss, offices, [])
    assert unstaffed(session, boss) == [] and session.scalars(select(StepGroup)).all() == []


def test_several_places_and_processes_are_told_together(
    session: Session, boss: Actor, chief: Actor, offices: Process
) -> None:
    otto, olga = (accounts.actor(session, name, "ops") for name in ("Otto", "Olga"))
    both = [{"lane": "Office", "person_id": otto.id}, {"lane": "Shop", "person_id": otto.id}]
    assignment_actions.map_lanes(session, boss, offices, both)
    leave(session, otto)
    assert [words for words, _ in told(session, boss)] == [
        "Nobody does the lane “Office” and the lane “Shop” of “Hiring” any more: Otto has left. Give them to somebody."
    ]
    more = [catalog.process(session, boss, models.lanes({"L": ["A"]}), title=f"More {n}") for n in range(2)]
    for process in more:
        assignment_actions.map_lanes(session, boss, process, [{"lane": "L", "role": "ops"}])
    leave(session, olga)
    assert told(session, chief)[1:] == [
        ("Nobody does 2 lanes or steps of 2 processes any more: Olga has left. See which, and give them to somebody.",
         "/without-anybody")
    ]  # fmt: skip
    assert "More" not in told(session, chief)[1][0], "titles stand where rights are asked"


def test_partners_are_not_told_who_left(session: Session, chief: Actor) -> None:
    printer = accounts.unit(session, "Printer", "partner")
    petra = accounts.actor(session, "Petra", "admin", printer)
    theirs = accounts.actor(session, "Pia", "worker", printer)
    process = catalog.process(session, chief, models.linear("A"), title="Print", unit=printer)
    ann = accounts.actor(session, "Ann")
    lane = models.lanes({"L": ["A"]})
    catalog.published(session, chief, process, lane)
    assignment_actions.map_lanes(session, chief, process, [{"lane": "L", "person_id": ann.id}])
    leave(session, ann)
    assert "any more: Somebody has left" in told(session, petra)[0][0]
    assert "any more: Ann has left" in told(session, chief)[0][0] and told(session, theirs) == []


def test_partners_are_not_told_of_groups(
    session: Session, app: StepwellApp, chief: Actor, ann: Actor, group: PeopleGroup
) -> None:
    printer = accounts.unit(session, "Printer", "partner")
    petra = accounts.person(session, "Petra", "admin", printer)
    process = catalog.process(session, chief, models.linear("A"), title="Print", key="print", unit=printer)
    assignment_actions.share_work(session, chief, process, [{"step": "A", "assign": "group", "to": group.id}])
    leave_group(session, SYSTEM, group, session.get_one(Person, ann.id))
    said = "Nobody does the step “A” of “Print” any more: {} any more. Give it to somebody."
    theirs = [words for words, _ in told(session, actor_for(session, petra.id))]
    assert theirs == [said.format("Somebody is not in the group")]
    assert [words for words, _ in told(session, chief)] == [said.format("Ann is not in the group “Night shift”")]
    page = accounts.signed_in(app, session, petra)
    session.commit()
    shown = page.get("/processes/print/sharing").text
    assert "it is for a group, and nobody in there can do it" in shown and "Night shift" not in shown


def test_archived_processes_need_nobody(session: Session, boss: Actor, ann: Actor, offices: Process) -> None:
    assignment_actions.map_lanes(session, boss, offices, [{"lane": "Office", "person_id": ann.id}])
    catalog_actions.archive(session, boss, offices)
    leave(session, ann)
    assert unstaffed(session, boss) == [] and told(session, boss) == []


def test_renaming_a_group_keeps_what_models_mean(
    session: Session, boss: Actor, ann: Actor, ben: Actor, group: PeopleGroup
) -> None:
    process = catalog.process(session, boss, for_groups("Night shift"), title="Guard")
    rename_group(session, SYSTEM, group, "Late shift")
    session.flush()
    task = started(session, boss, process)
    assert inbox(session, actor_for(session, ann.id)) == [task] and inbox(session, ben) == []
    assert uses.of_group(session, boss, group.id) == "the step “A” of “Guard”"
    for name in ("Night shift", "night shift"):
        with pytest.raises(Invalid, match="Another group had this name"):
            make_group(session, SYSTEM, name)
    rename_group(session, SYSTEM, group, "Night shift")
    rename_group(session, SYSTEM, group, "Late shift")
    assert started(session, boss, process) in inbox(session, actor_for(session, ann.id))


def test_leaving_costs_the_same_however_much_it_leaves_to_nobody(
    session: Session, database: Database, boss: Actor
) -> None:
    counts = []
    for much in (1, 5):
        last = accounts.actor(session, f"Last {much}", "ops")
        for n in range(much):
            process = catalog.process(session, boss, models.lanes({"L": ["A"]}), title=f"{much} {n}")
            assignment_actions.map_lanes(session, boss, process, [{"lane": "L", "person_id": last.id}])
        session.flush()
        with count_statements(database) as counted:
            leave(session, last)
            told(session, boss)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_the_page_of_who_gets_what_says_it_and_leads_to_where_it_is_mended(
    session: Session, app: StepwellApp, boss: Actor, chief: Actor, ann: Actor, group: PeopleGroup, offices: Process
) -> None:
    assignment_actions.map_lanes(session, boss, offices, [{"lane": "Office", "role": "ops"}])
    catalog.process(session, boss, for_groups("Night shift"), title="Guard", key="guard")
    leave_group(session, SYSTEM, group, session.get_one(Person, ann.id))
    owner, admin = (accounts.signed_in(app, session, session.get_one(Person, who.id)) for who in (boss, chief))
    session.commit()
    page = owner.get("/processes/hiring/sharing").text
    assert "Nobody who is here does some of this work." in page and "it is for ops, and that is nobody now" in page
    assert "Ask an administrator" in owner.get("/processes/guard/sharing").text
    assert f"/admin/groups/{group.id}" in admin.get("/processes/guard/sharing").text
    here = "/processes/hiring/lanes/edit?lane=Office"
    form = owner.get(here).text
    assert "Nobody who is here does this lane." in form
    seen = re.search(r'name="seen" value="(\w+)"', form)
    assert seen is not None
    sent = {**accounts.CSRF, "seen": seen.group(1), "way": "role", "role": "worker"}
    assert owner.post(here, data={**sent, "role": ""}).status_code == 422
    assert owner.post(here, data=sent).status_code == 303
    after = owner.get(here).text
    assert "Nobody who is here" not in after and "Take out ops" in after and "Take out workers" in after
    late = owner.post(here, data=sent)
    assert late.status_code == 409 and "Somebody changed this while" in late.text
    leaving = re.search(r'name="leave" value="(\w+)"', after)
    assert leaving is not None
    assert owner.post(here, data={**accounts.CSRF, "leave": leaving.group(1)}).status_code == 303
    assert owner.get("/processes/hiring/lanes/edit?lane=Nowhere").status_code == 404
    assert "Hiring" not in owner.get("/without-anybody").text


@pytest.mark.parametrize(
    ("way", "words"), [("unit", "Choose which unit."), ("group", "Choose which group."), ("", "Choose one.")]
)
def test_a_lane_form_says_what_is_missing(
    session: Session, app: StepwellApp, boss: Actor, offices: Process, group: PeopleGroup, way: str, words: str
) -> None:
    accounts.unit(session, "North")
    owner = accounts.signed_in(app, session, session.get_one(Person, boss.id))
    session.commit()
    refused = owner.post("/processes/hiring/lanes/edit?lane=Office", data={**accounts.CSRF, "way": way})
    assert refused.status_code == 422 and words in refused.text


def test_only_who_may_map_lanes_sees_the_form(session: Session, app: StepwellApp, ann: Actor, offices: Process) -> None:
    worker = accounts.signed_in(app, session, session.get_one(Person, ann.id))
    session.commit()
    here = "/processes/hiring/lanes/edit?lane=Office"
    assert worker.get(here).status_code == 403 and worker.post(here, data=accounts.CSRF).status_code == 403
