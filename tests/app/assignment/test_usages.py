"""Groups and units that lanes and rules name stay while they are named; their open work never strands."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actions import join_group, make_group, remove_group, remove_unit, rename_unit
from app.accounts.queries import actor_for
from app.accounts.tables import PeopleGroup, Person, RoleGrant
from app.assignment import actions as assignment_actions
from app.assignment.tables import Candidate
from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.tables import StepEvent, Task
from app.catalog.tables import Process
from app.kernel.db.database import Database
from app.kernel.errors import Conflict
from app.kernel.http.application import StepwellApp
from app.kernel.policy import SYSTEM, Actor
from app.notices.tables import Notice
from app.tasks import actions as task_actions
from app.tasks import queries as task_queries
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def process(session: Session, boss: Actor) -> Process:
    return catalog.process(session, boss, models.linear("A", "B"), title="Hiring")


@pytest.fixture
def group(session: Session, ann: Actor) -> PeopleGroup:
    made = make_group(session, SYSTEM, "Night shift")
    join_group(session, SYSTEM, made, session.get_one(Person, ann.id))
    return made


def to_group(group: PeopleGroup, step: str = "A") -> dict[str, Any]:
    return {"step": step, "assign": "group", "to": group.id}


def started(session: Session, process: Process) -> Task:
    instance = case_actions.start(session, SYSTEM, process, {})
    session.flush()
    (task,) = case_queries.open_tasks(session, instance.id)
    return task


def test_a_group_that_is_named_stays_and_the_words_say_where(
    session: Session, database: Database, boss: Actor, process: Process, group: PeopleGroup
) -> None:
    admin = accounts.actor(session, "Ada", "admin")
    assignment_actions.share_work(session, boss, process, [to_group(group)])
    assignment_actions.map_lanes(session, boss, process, [{"lane": f"L{n}", "group_id": group.id} for n in range(7)])
    session.flush()
    with count_statements(database) as counted, pytest.raises(Conflict) as refused:
        remove_group(session, admin, group)
    assert refused.value.code == "GROUP_IN_USE"
    assert len(counted) == 2, "one locks the group, one asks all who may name it"
    lanes = ", ".join(f"the lane “L{n}” of “Hiring”" for n in range(4))
    said = f"“Night shift” is named by a rule for the work of “Hiring”, {lanes} and 3 places more. "
    assert said in refused.value.detail
    assignment_actions.map_lanes(session, boss, process, [])
    with pytest.raises(Conflict, match="is named by a rule for the work of “Hiring”"):
        remove_group(session, admin, group)
    assignment_actions.share_work(session, boss, process, [])
    remove_group(session, admin, group)
    assert session.get(PeopleGroup, group.id) is None


def test_open_work_of_a_group_that_goes_is_kept_by_who_has_it_and_open_to_others(
    session: Session, ann: Actor, boss: Actor, process: Process, group: PeopleGroup
) -> None:
    assignment_actions.share_work(session, boss, process, [to_group(group)])
    ben = accounts.actor(session, "Ben")
    free, held, done = (started(session, process) for _ in range(3))
    member = actor_for(session, ann.id)
    task_actions.claim(session, member, held.id)
    task_actions.complete(session, member, done.id)
    assignment_actions.map_lanes(session, boss, process, [{"lane": "", "person_id": ben.id}] if free.lane else [])
    assignment_actions.share_work(session, boss, process, [])
    session.flush()
    remove_group(session, SYSTEM, group)
    session.expire_all()
    assert free.has_candidates is None and free.id in [task.id for task in task_queries.inbox(session, ben).items]
    assert (held.claimed_by, held.has_candidates) == (ann.id, True)
    task_actions.complete(session, actor_for(session, ann.id), held.id)
    assert session.scalars(select(Candidate.group_id).where(Candidate.group_id.is_not(None))).all() == []
    told = session.scalars(select(Notice.words).where(Notice.kind == "work_freed", Notice.person_id == boss.id)).all()
    assert told == ["The group Night shift is no more: 1 task is for everybody who does this in “Hiring”."]
    line = select(StepEvent.detail).where(StepEvent.task_id == free.id, StepEvent.event == "task_assigned")
    assert session.scalars(line).all()[-1] == "to everybody who does this: the group Night shift is no more"


def test_what_was_meant_for_a_group_is_listed_until_somebody_takes_it(
    session: Session, app: StepwellApp, ann: Actor, boss: Actor, process: Process, group: PeopleGroup
) -> None:
    assignment_actions.share_work(session, boss, process, [to_group(group)])
    task = started(session, process)
    assignment_actions.share_work(session, boss, process, [])
    page = accounts.signed_in(app, session, session.get_one(Person, boss.id))
    remove_group(session, SYSTEM, group)
    session.commit()
    assert f"/tasks/{task.id}" in page.get("/without-anybody").text
    task_actions.claim(session, ann, task.id)
    session.commit()
    assert f"/tasks/{task.id}" not in page.get("/without-anybody").text


def test_a_group_costs_the_same_however_much_it_had(
    session: Session, database: Database, boss: Actor, process: Process
) -> None:
    counts = []
    for name, much in (("Few", 1), ("Many", 6)):
        made = make_group(session, SYSTEM, name)
        assignment_actions.share_work(session, boss, process, [to_group(made)])
        for _ in range(much):
            started(session, process)
        assignment_actions.share_work(session, boss, process, [])
        session.flush()
        with count_statements(database) as counted:
            remove_group(session, SYSTEM, made)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_a_unit_that_is_named_stays(session: Session, boss: Actor, process: Process) -> None:
    admin, north = accounts.actor(session, "Ada", "admin"), accounts.unit(session, "North")
    process.unit_id, process.unit_path = north.id, north.path
    assignment_actions.map_lanes(session, boss, process, [{"lane": "Office", "unit_id": north.id, "role": "ops"}])
    session.flush()
    with pytest.raises(Conflict, match="named by the lane “Office” of “Hiring” and the process “Hiring”"):
        remove_unit(session, admin, north)
    rename_unit(session, admin, north, "Far North")
    task = started(session, process)
    assert task.id is not None and process.unit_path == "north"
    process.unit_id, process.unit_path = None, ""
    assignment_actions.map_lanes(session, boss, process, [])
    session.flush()
    remove_unit(session, admin, north)


def test_what_one_may_not_see_is_counted_and_not_called(session: Session, boss: Actor, process: Process) -> None:
    north, south = accounts.unit(session, "North"), accounts.unit(session, "South", "partner")
    here = accounts.actor(session, "Guest Admin", "admin", south)
    process.unit_id, process.unit_path, process.visibility = north.id, north.path, "unit"
    assignment_actions.map_lanes(
        session, boss, process, [{"lane": "Office", "unit_id": made.id} for made in _below(session, south)]
    )
    session.flush()
    (team,) = _below(session, south)
    with pytest.raises(Conflict, match="is named by 1 place that you cannot see") as refused:
        remove_unit(session, here, team)
    assert "Hiring" not in refused.value.detail


def _below(session: Session, partner: Any) -> list[Any]:
    found = list(session.scalars(select(type(partner)).where(type(partner).parent_id == partner.id)))
    return found or [accounts.unit(session, "Team", "team", partner)]


def test_pages_and_programs_are_refused_in_words(
    session: Session, app: StepwellApp, boss: Actor, process: Process, group: PeopleGroup
) -> None:
    north = accounts.unit(session, "North")
    assignment_actions.map_lanes(
        session, boss, process, [{"lane": "Office", "unit_id": north.id}, {"lane": "Shop", "group_id": group.id}]
    )
    admin = accounts.person(session, "Ada", "admin")
    page, keys = accounts.signed_in(app, session, admin), accounts.bearer(session, admin)
    worker = accounts.bearer(session, accounts.person(session, "Willy"))
    session.commit()
    for url, words in ((f"/admin/groups/{group.id}", "Shop"), (f"/admin/units/{north.id}", "Office")):
        refused = page.post(url, data={**accounts.CSRF, "do": "remove"})
        assert refused.status_code == 422 and f"the lane “{words}” of “Hiring”" in refused.text
    program = app.test_client()
    refused = program.delete(f"/api/v1/units/{north.id}", headers=keys)
    assert (refused.status_code, refused.json["code"]) == (409, "UNIT_IN_USE")
    assert program.delete(f"/api/v1/units/{north.id}", headers=worker).status_code == 403
    assignment_actions.map_lanes(session, boss, process, [])
    session.commit()
    assert program.delete(f"/api/v1/units/{north.id}", headers=keys).status_code == 204
    assert program.delete(f"/api/v1/units/{north.id}", headers=keys).status_code == 404
    assert page.post(f"/admin/groups/{group.id}", data={**accounts.CSRF, "do": "remove"}).status_code == 303


def test_the_last_of_a_lanes_role_leaves_its_work_in_the_queue(
    session: Session, app: StepwellApp, boss: Actor, process: Process
) -> None:
    olaf = accounts.person(session, "Olaf", "ops")
    task = started(session, process)
    task.lane = "L"
    assignment_actions.map_lanes(session, boss, process, [{"lane": "L", "role": "ops"}])
    given = session.scalars(select(RoleGrant.id).where(RoleGrant.person_id == olaf.id)).one()
    admin = accounts.person(session, "Ada", "admin")
    page, keys = accounts.signed_in(app, session, admin), accounts.bearer(session, admin)
    session.commit()
    program = app.test_client()
    assert "items" in program.get("/api/v1/without-anybody", headers=keys).json
    assert f"/tasks/{task.id}" not in page.get("/without-anybody").text
    assert program.delete(f"/api/v1/roles/{given}", headers=keys).status_code == 204
    assert f"/tasks/{task.id}" in page.get("/without-anybody").text
    items = program.get("/api/v1/without-anybody", headers=keys).json["items"]
    assert f"/tasks/{task.id}" in [one["url"] for one in items if one["kind"] == "tasks"]
