"""What was told of work is not told any more to who has lost sight of it; nor is what they take along of it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import actions as changes
from app.accounts import queries as people
from app.accounts.tables import Person, RoleGrant
from app.assignment.tables import LaneMapping
from app.cases import actions as case_actions
from app.cases import queries as case_queries
from app.cases.tables import Task
from app.kernel.events import announce
from app.kernel.policy import SYSTEM, Actor, Grant
from app.notices import actions, queries
from app.notices.actions import News
from app.notices.tables import Notice
from app.privacy.events import HandedOver
from app.privacy.export import archive
from app.tasks import actions as task_actions
from app.tasks import queries as task_queries
from tests.factories import accounts, catalog, discussion, models

pytestmark = pytest.mark.usefixtures("app")


def told(session: Session, who: Actor) -> list[str]:
    return [one.kind for one in queries.notices(session, who).items]


@pytest.fixture
def place(session: Session) -> tuple[Actor, Actor, Task]:
    """A manager and a worker of a unit, and a task of a process that outsiders may start."""
    north = accounts.unit(session, "North")
    manager, worker = (accounts.actor(session, role, role, north) for role in ("manager", "worker"))
    process = catalog.process(session, manager, models.lanes({"House": ["Print"]}),
                              unit=north, visibility="unit", public_start=True)  # fmt: skip
    session.add(LaneMapping(process_id=process.id, lane="House", unit_id=north.id, unit_path=north.path))
    case = case_actions.start(session, manager, process, {}, "Key 7")
    session.flush()
    (task,) = case_queries.open_tasks(session, case.id)
    return manager, worker, task_queries.task(session, worker, task.id)[0]


def left(session: Session, who: Actor) -> Actor:
    """Give the actor when they have gone from the unit to a partner."""
    session.delete(session.scalars(select(RoleGrant).where(RoleGrant.person_id == who.id)).one())
    session.flush()
    printer = accounts.unit(session, "Printer", "partner")
    changes.give_role(session, SYSTEM, session.get_one(Person, who.id), "worker", printer)
    session.flush()
    return people.actor_for(session, who.id)


def test_a_task_is_told_only_to_whom_it_is_theirs_to_do(session: Session, place: tuple[Actor, Actor, Task]) -> None:
    manager, worker, task = place
    task_actions.assign(session, manager, task.id, worker.id)
    session.flush()
    assert told(session, worker) == ["task_assigned"] and queries.unread_count(session, worker) == 1
    ids = list(session.scalars(select(Notice.id).where(Notice.person_id == worker.id)))
    assert len(queries.still_to_see(session, worker, ids)) == 1
    gone = left(session, worker)
    assert told(session, gone) == [] and queries.unread_count(session, gone) == 0
    assert queries.still_to_see(session, gone, ids) == [], "nor by mail"


def test_a_partner_hears_of_tasks_that_a_lane_gives_them(session: Session, place: tuple[Actor, Actor, Task]) -> None:
    manager, _, task = place
    printer = accounts.unit(session, "Printer", "partner")
    partner = accounts.actor(session, "Paula", "worker", printer)
    session.add(LaneMapping(process_id=task.process_id, lane="House", unit_id=printer.id, unit_path=printer.path))
    session.flush()
    task_actions.assign(session, manager, task.id, partner.id)
    session.flush()
    (notice,) = queries.notices(session, partner).items
    assert notice.kind == "task_assigned" and notice.words == "Somebody gave you “Print”."
    mate = accounts.actor(session, "Pit", "worker", printer)
    task_actions.delegate(session, partner, task.id, mate.id)
    assert [one.words for one in queries.notices(session, mate).items] == ["Paula gave you “Print”."]


def test_who_goes_on_with_what_others_had_reads_the_names_they_may_know(session: Session) -> None:
    gone, chief, ann = (accounts.actor(session, name, "manager") for name in ("Gus", "Cleo", "Ann"))
    partner = accounts.actor(session, "Paula", "worker", accounts.unit(session, "Printer", "partner"))
    for one in (ann, partner):
        announce(session, HandedOver(gone.id, one.id, chief.id, "3 open tasks", True))
    words = {one.person_id: one.words for one in session.scalars(select(Notice))}
    assert words[ann.id] == "Cleo handed you what Gus had: 3 open tasks."
    assert words[partner.id] == "Somebody handed you what somebody had: 3 open tasks."


def test_absences_of_colleagues_are_told_to_who_works_here(session: Session) -> None:
    ann, ben = accounts.actor(session, "Ann"), accounts.actor(session, "Ben")
    for kind in ("stands_in", "substitute_left", "other"):
        actions.tell(session, News(kind, "Ann is away.", "/work", f"{kind}:1"), [ben.id])
    session.flush()
    assert set(told(session, ben)) == {"stands_in", "substitute_left", "other"}
    assert told(session, replace(ben, grants=frozenset({Grant("worker", "printer", partner=True)}))) == ["other"]
    assert told(session, ann) == []


def test_an_export_names_nothing_that_is_no_longer_seen(session: Session, place: tuple[Actor, Actor, Task]) -> None:
    manager, worker, task = place
    process = task.process
    discussion.comment(session, worker, process, "My own words", step_id=task.step_id)
    discussion.flag(session, worker, process, task.step_id, reason="My reason")
    task_actions.assign(session, manager, task.id, worker.id)
    task_actions.complete(session, worker, task.id)
    case_actions.start(session, worker, process, {}, "Key 8")
    session.flush()
    ids = {process.key, "Key 8", task.id, task.instance_id, task.step_name}

    def exported(who: Actor) -> str:
        with archive.export_person(session, who, session.get_one(Person, worker.id)) as file:
            packed = zipfile.ZipFile(io.BytesIO(file.read()))
        whole = {name: packed.read(name).decode() for name in packed.namelist()}
        assert json.loads(whole["comments.json"])[0]["text"] == "My own words"
        return "".join(whole.values())

    inside = exported(worker)
    assert {word for word in ids if word in inside} == ids
    after = exported(left(session, worker))
    assert "My reason" in after and not {word for word in ids if word in after}
    chief = accounts.actor(session, "Chief", "admin")
    assert process.key in exported(chief), "an administrator sees it all"
