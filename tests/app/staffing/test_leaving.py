"""Work of people who left or are away: seen and told to those who can act, never stuck with who is not there."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actions import deactivate, give_role, join_group, leave_group, make_group, take_role
from app.accounts.queries import actor_for, actors
from app.accounts.tables import Person, RoleGrant
from app.assignment import actions as assignment_actions
from app.assignment import queries as assignment
from app.assignment.policy import may_perform
from app.assignment.queries.absences import DEEPEST
from app.assignment.tables import Absence, Candidate
from app.cases.queries.export import write_xes
from app.cases.schemas import say_task
from app.cases.tables import StepEvent, Task
from app.catalog.policy import sees
from app.catalog.tables import Process
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.policy import SYSTEM, Actor
from app.kernel.times import clock
from app.notices.tables import Notice
from app.privacy import belongings
from app.privacy.actions import hand_over_everything
from app.staffing import queries as staffing
from app.taskforms import actions as form_actions
from app.taskforms.tables import Draft
from app.tasks import actions as task_actions
from app.tasks import queries
from tests.factories import accounts, catalog, models
from tests.factories.work import inbox, started
from tests.support.counting import count_statements

pytestmark = pytest.mark.usefixtures("app")
DAY = timedelta(days=1)


@pytest.fixture
def cat(session: Session) -> Actor:
    return accounts.actor(session, "Cat")


def without(session: Session, actor: Actor, key: str) -> list[str]:
    """Whose things of a kind are without anybody."""
    return [one.whose for kind, one in belongings.without_anybody(session, actor).items if kind.key == key]


def for_person(session: Session, boss: Actor, process: Process, person: Actor) -> None:
    assignment_actions.share_work(session, boss, process, [{"step": "A", "assign": "person", "to": person.id}])


def leave(session: Session, person: Actor) -> None:
    deactivate(session, SYSTEM, session.get_one(Person, person.id))
    session.flush()


def away(session: Session, person: Actor, substitute: Actor) -> Absence:
    now = clock.now()
    row = assignment_actions.be_away(session, person, substitute.id, now - DAY, now + DAY)
    session.flush()
    return row


def told(session: Session, actor: Actor, kind: str) -> list[str]:
    return list(session.scalars(select(Notice.words).where(Notice.person_id == actor.id, Notice.kind == kind)))


def test_what_was_meant_for_who_left_is_for_its_lane(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    for_person(session, boss, process, ann)
    task = started(session, ben, process)
    assert inbox(session, ben) == []
    leave(session, ann)
    assert inbox(session, ben) == [task]
    assert told(session, boss, "work_freed")[0].startswith("Ann has left: 1 task of ")
    lines = select(StepEvent.detail).where(StepEvent.task_id == task.id, StepEvent.event == "task_assigned")
    assert session.scalars(lines).all() == ["to everybody who does this: Ann has left"]
    assert task_actions.complete(session, ben, task.id).state == "running"


def test_what_was_taken_by_who_left_is_free(session: Session, ann: Actor, ben: Actor, process: Process) -> None:
    task, other = started(session, ann, process), started(session, ann, process)
    task_actions.claim(session, ann, task.id)
    task_actions.claim(session, ben, other.id)
    leave(session, ann)
    session.refresh(task), session.refresh(other)
    assert (task.claimed_by, other.claimed_by) == (None, ben.id)


def test_managers_give_to_others_what_was_meant_for_one(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    for_person(session, boss, process, ann)
    task = started(session, ann, process)
    with pytest.raises(Forbidden):
        task_actions.assign(session, ben, task.id, ben.id)
    assert ben.id in {one.id for one in task_actions.colleagues(session, boss, task, managed=True)}
    task_actions.assign(session, boss, task.id, ben.id)
    assert inbox(session, ben) == [task] and inbox(session, ann) == []
    assert task_actions.complete(session, ben, task.id).state == "running"


def test_a_lane_of_one_person_who_left_can_be_given_to_who_does_the_process(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    assignment_actions.map_lanes(session, boss, process, [])
    task = started(session, ann, process)
    assignment_actions.map_lanes(session, boss, process, [{"lane": task.lane or "L", "person_id": ann.id}])
    if not task.lane:
        task.lane = "L"
        session.flush()
    with pytest.raises(Invalid):
        task_actions.assign(session, boss, task.id, ben.id)
    leave(session, ann)
    task_actions.assign(session, boss, task.id, ben.id)
    assert inbox(session, ben) == [task]
    assert task_actions.complete(session, ben, task.id).state == "running"


def test_four_eyes_hold_for_what_managers_give(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    assignment_actions.share_work(
        session, boss, process, [{"step": "B", "assign": "person", "to": ben.id, "apart": ["A"]}]
    )
    task_actions.complete(session, ann, started(session, ann, process).id)
    (task,) = session.scalars(select(Task).where(Task.state == "open"))
    leave(session, ben)
    with pytest.raises(Forbidden):
        task_actions.assign(session, boss, task.id, ann.id)
    assert ann.id not in {one.id for one in task_actions.colleagues(session, boss, task, managed=True)}


def test_a_substitute_sees_and_is_told(session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process) -> None:
    for_person(session, boss, process, ann)
    away(session, ann, ben)
    task = started(session, boss, process)
    assert task.claimed_by == ben.id and inbox(session, ben) == [task]
    assert told(session, ben, "task_for_substitute") == ["“A” came to you, because Ann is away."]
    assert told(session, ben, "stands_in")[0].startswith("Ann is away, and you stand in: ")
    assert task_actions.complete(session, ben, task.id).state == "running"


def test_whose_work_a_substitute_did_is_kept(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    """Taken, given by the process or free, named or of a lane: it is told whose it was; one's own work is nobody's."""
    own = started(session, boss, process)
    task_actions.complete(session, ben, own.id)
    away(session, ann, ben)
    for_person(session, boss, process, ann)
    given, freed = started(session, boss, process), started(session, boss, process)
    task_actions.release(session, ben, freed.id)
    lanes = catalog.process(session, boss, models.lanes({"Desk": ["A"]}), key="lanes")
    assignment_actions.map_lanes(session, boss, lanes, [{"lane": "Desk", "person_id": ann.id}])
    free, taken = started(session, boss, lanes), started(session, boss, lanes)
    task_actions.claim(session, ben, taken.id)
    held = started(session, boss, lanes)
    task_actions.claim(session, ann, held.id)
    theirs = [given, freed, free, taken, held]
    assert [one.for_id for one in theirs] == [ann.id, None, None, ann.id, None]
    for one in theirs:
        task_actions.complete(session, ben, one.id)
        session.refresh(one)
        assert (one.closed_by, one.for_id) == (ben.id, ann.id)
        assert say_task(queries.task(session, boss, one.id)[0])["in_place_of"] == ann.id
        said = select(StepEvent.detail).where(StepEvent.instance_id == one.instance_id, StepEvent.event == "done_for")
        assert session.scalars(said).all() == ["for Ann, who is away"]
    session.refresh(own)
    assert own.for_id is None
    out = io.StringIO()
    write_xes(session, out)
    address = session.get_one(Person, ann.id).email
    assert out.getvalue().count(f'<string key="stepwell:in_place_of" value="{address}"/>') == len(theirs)


def test_what_is_handed_on_is_nobodys_place_any_more(
    session: Session, ann: Actor, ben: Actor, cat: Actor, boss: Actor, process: Process
) -> None:
    away(session, ann, ben)
    for_person(session, boss, process, ann)
    task = started(session, boss, process)
    task_actions.assign(session, boss, task.id, cat.id)
    assert (task.claimed_by, task.for_id) == (cat.id, None)
    task_actions.complete(session, cat, task.id)
    session.refresh(task)
    assert task.for_id is None


def test_what_a_manager_gives_to_who_is_away_is_told_to_who_stands_in(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    away(session, ann, ben)
    task_actions.assign(session, boss, started(session, boss, process).id, ann.id)
    assert told(session, ben, "task_for_substitute") == ["“A” was given to Ann, for whom you stand in."]


def test_substitutes_of_substitutes_do_the_work(
    session: Session, ann: Actor, ben: Actor, cat: Actor, boss: Actor, process: Process
) -> None:
    old = started(session, ann, process)
    task_actions.claim(session, ann, old.id)
    for_person(session, boss, process, ann)
    away(session, ann, ben)
    away(session, ben, cat)
    task = started(session, boss, process)
    assert task.claimed_by == cat.id and told(session, cat, "task_for_substitute")
    assert inbox(session, cat) == [task] and inbox(session, cat, for_others=True) == [old]
    assert task_actions.complete(session, cat, old.id).state == "running"


def test_who_stands_in_but_has_left_or_does_not_see_it_gets_nothing(
    session: Session, ann: Actor, ben: Actor, cat: Actor, process: Process, boss: Actor
) -> None:
    for_person(session, boss, process, ann)
    away(session, ann, ben)
    leave(session, ben)
    assert started(session, boss, process).claimed_by == ann.id
    words = "Ben can no longer stand in for you. Choose somebody else."
    assert told(session, ann, "substitute_left") == [words]
    north = accounts.unit(session)
    process.visibility, process.unit_id, process.unit_path = "unit", north.id, north.path
    kim = accounts.actor(session, "Kim", "worker", north)
    far = accounts.actor(session, "Far", "worker", accounts.unit(session, "South"))
    for_person(session, boss, process, kim)
    away(session, kim, far)
    assert started(session, kim, process).claimed_by == kim.id and told(session, far, "task_for_substitute") == []


def test_circles_are_refused_with_the_names_between(session: Session, ann: Actor, ben: Actor, cat: Actor) -> None:
    away(session, ann, ben)
    with pytest.raises(Invalid) as refused:
        away(session, ben, ann)
    assert "Ann is away then too" in refused.value.errors["substitute"]
    away(session, ben, cat)
    with pytest.raises(Invalid) as refused:
        away(session, cat, ann)
    assert "Ann, then Ben" in refused.value.errors["substitute"]
    later = clock.now() + 10 * DAY
    assignment_actions.be_away(session, cat, ann.id, later, later + DAY)


def test_circles_that_are_there_leave_work_with_whom_it_is_for(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    now = clock.now()
    for who, instead in ((ann, ben), (ben, ann)):
        session.add(Absence(person_id=who.id, substitute_id=instead.id, begins_at=now - DAY, ends_at=now + DAY))
    for_person(session, boss, process, ann)
    assert started(session, boss, process).claimed_by == ann.id
    assert set(assignment.substitutes_for(session, ann)) == {ben.id}


def test_chains_are_followed_so_far_in_one_statement(session: Session, database: Database) -> None:
    row = [accounts.actor(session, f"P{n}") for n in range(DEEPEST + 3)]
    now = clock.now()
    for who, instead in pairwise(row):
        session.add(Absence(person_id=who.id, substitute_id=instead.id, begins_at=now - DAY, ends_at=now + DAY))
    session.flush()
    with count_statements(database) as counted:
        found = assignment.away_until(session, row[-1])
    assert len(found) == DEEPEST and len(counted) == 1


def test_a_later_absence_is_told_twice_when_said_and_when_it_begins(
    session: Session, database: Database, ann: Actor, ben: Actor
) -> None:
    begin = clock.now() + 5 * DAY
    assignment_actions.be_away(session, ann, ben.id, begin, begin + DAY)
    session.commit()
    assert len(told(session, ben, "stands_in")) == 1
    session.rollback()
    with clock.frozen(begin + timedelta(hours=1)):
        jobs.drain(database)
    assert len(told(session, ben, "stands_in")) == 2


def loses_its_roles(session: Session, person: Actor) -> None:
    for given in session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id)).all():
        take_role(session, SYSTEM, given)
    session.flush()


@pytest.mark.parametrize("go", [leave, loses_its_roles])
def test_going_costs_the_same_however_much_one_had(
    session: Session, database: Database, ann: Actor, ben: Actor, process: Process, go: Callable[..., None]
) -> None:
    counts = []
    for person, much in ((ann, 1), (ben, 6)):
        for _ in range(much):
            task_actions.claim(session, person, started(session, person, process).id)
        with count_statements(database) as counted:
            go(session, person)
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_what_somebody_had_and_may_not_do_any_more_is_for_others(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    task, other = started(session, ann, process), started(session, ann, process)
    task_actions.claim(session, ann, task.id)
    task_actions.claim(session, ben, other.id)
    loses_its_roles(session, ann)
    session.refresh(task), session.refresh(other)
    assert (task.claimed_by, other.claimed_by) == (None, ben.id)
    words = told(session, boss, "work_freed")
    assert words[0].startswith("Ann may not do this work any more: 1 task of ")
    assert inbox(session, ben) == [task, other]


def test_what_was_meant_for_who_may_not_see_it_any_more_is_for_its_lane(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    for_person(session, boss, process, ann)
    task = started(session, ben, process)
    loses_its_roles(session, ann)
    session.refresh(task)
    assert inbox(session, ben) == [task] and not task.has_candidates


def test_another_role_leaves_with_somebody_what_they_may_still_do(
    session: Session, ann: Actor, boss: Actor, process: Process
) -> None:
    task = started(session, ann, process)
    task_actions.claim(session, ann, task.id)
    give_role(session, SYSTEM, session.get_one(Person, ann.id), "ops")
    taken = select(RoleGrant).where(RoleGrant.person_id == ann.id, RoleGrant.role == "worker")
    take_role(session, SYSTEM, session.scalars(taken).one())
    session.refresh(task)
    assert task.claimed_by == ann.id and told(session, boss, "work_freed") == []


def test_who_leaves_a_group_leaves_its_work(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    group = make_group(session, SYSTEM, "Night shift")
    for one in (ann, ben):
        join_group(session, SYSTEM, group, session.get_one(Person, one.id))
    task = started(session, boss, process)
    task.lane = "L"
    assignment_actions.map_lanes(session, boss, process, [{"lane": "L", "group_id": group.id}])
    task_actions.claim(session, actor_for(session, ann.id), task.id)
    leave_group(session, SYSTEM, group, session.get_one(Person, ann.id))
    session.refresh(task)
    assert task.claimed_by is None
    assert inbox(session, actor_for(session, ben.id)) == [task] and inbox(session, ann) == []


def test_a_half_filled_form_of_who_left_is_listed_and_goes_on_with_a_colleague(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    ada = accounts.actor(session, "Ada", "admin")
    task, other = started(session, ann, process), started(session, ann, process)
    for one in (task, other):
        form_actions.save_draft(session, ann, one, {"note": "Half of it"})
    form_actions.save_draft(session, ben, other, {"note": "His own"})
    leave(session, ann)
    assert without(session, ada, "drafts") == ["Ann", "Ann"]
    given = hand_over_everything(session, ada, session.get_one(Person, ann.id), ben.id)
    assert given == {"drafts": 1}
    assert session.get_one(Draft, (task.id, ben.id)).data == {"note": "Half of it"}
    assert session.get_one(Draft, (other.id, ben.id)).data == {"note": "His own"}
    assert told(session, ben, "handed_over") == ["Ada handed you what Ann had: 1 half-filled form."]
    task_actions.complete(session, ben, other.id)
    assert without(session, ada, "drafts") == []


def test_what_who_answers_is_told_of_stands_in_the_list_until_somebody_takes_it(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    for_person(session, boss, process, ann)
    meant = started(session, ben, process)
    assignment_actions.share_work(session, boss, process, [])
    taken, other = started(session, ann, process), started(session, ann, process)
    for one in (taken, other):
        task_actions.claim(session, ann, one.id)
    leave(session, ann)
    assert told(session, boss, "work_freed")[0].startswith("Ann has left: 3 tasks of ")
    assert without(session, boss, "freed") == ["Ann"] * 3 and without(session, ben, "freed") == []
    task_actions.claim(session, ben, meant.id)
    task_actions.release(session, ben, meant.id)
    task_actions.complete(session, ben, taken.id)
    assert without(session, boss, "freed") == ["Ann"]
    assert hand_over_everything(session, SYSTEM, session.get_one(Person, ann.id), ben.id) == {"tasks": 1}
    session.refresh(other)
    assert other.claimed_by == ben.id and without(session, boss, "freed") == []


def test_whose_substitute_lost_every_role_is_told_to_choose_another(session: Session, ann: Actor, ben: Actor) -> None:
    now = clock.now()
    assignment_actions.be_away(session, ann, ben.id, now + DAY, now + 2 * DAY)
    loses_its_roles(session, ben)
    assert told(session, ann, "substitute_left") == ["Ben can no longer stand in for you. Choose somebody else."]


def goes_to_a_partner(session: Session, person: Actor) -> Actor:
    """Give the actor when they have lost their role here, and have one at a partner."""
    printer = accounts.unit(session, "Printer", "partner")
    give_role(session, SYSTEM, session.get_one(Person, person.id), "worker", printer)
    inside = select(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.unit_id.is_(None))
    take_role(session, SYSTEM, session.scalars(inside).one())
    session.flush()
    return actor_for(session, person.id)


def test_whose_substitute_works_here_no_longer_is_told_once(session: Session, ann: Actor, ben: Actor) -> None:
    ada = accounts.actor(session, "Ada", "admin")
    now = clock.now()
    assignment_actions.be_away(session, ann, ben.id, now + DAY, now + 2 * DAY)
    assert without(session, ada, "absences") == []
    goes_to_a_partner(session, ben)
    words = ["Ben can no longer stand in for you. Choose somebody else."]
    assert told(session, ann, "substitute_left") == words and without(session, ada, "absences") == ["Ben"]
    give_role(session, SYSTEM, session.get_one(Person, ben.id), "guest")
    deactivate(session, SYSTEM, session.get_one(Person, ben.id))
    assert told(session, ann, "substitute_left") == words


def test_who_works_here_no_longer_does_nothing_in_place_of_others(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    process.public_start = True
    away(session, ann, ben)
    for_ann = 'xmlns:c="http://camunda.org/schema/1.0/bpmn" c:candidateUsers="{}"'
    handle = session.get_one(Person, ann.id).handle
    xml = models.linear("A").replace(b"<userTask ", f"<userTask {for_ann.format(handle)} ".encode(), 1)
    asked = catalog.process(session, boss, xml, visibility="unit", public_start=True, mode="executable")
    taken, free = started(session, boss, asked), started(session, boss, asked)
    assert queries.task(session, ben, free.id)[1] and set(inbox(session, ben)) == {taken, free}
    task_actions.claim(session, ben, taken.id)
    ben = goes_to_a_partner(session, ben)
    session.expire_all()
    assert taken.claimed_by is None and inbox(session, ben) == []
    assert set(inbox(session, ann)) == {taken, free}
    session.add(Candidate(task_id=free.id, person_id=ben.id, for_id=ann.id))
    session.flush()
    assert inbox(session, ben) == []
    with pytest.raises(NotFound):
        queries.task(session, ben, free.id)
    leave(session, ann)
    session.add(Candidate(task_id=free.id, person_id=ben.id, for_id=ann.id))
    free.has_candidates = True
    session.flush()
    assert "nobody" in {one or "nobody" for one in without(session, boss, "tasks")}


def test_a_task_with_who_may_not_open_it_since_its_process_moved_is_listed(
    session: Session, ann: Actor, boss: Actor, process: Process
) -> None:
    task = started(session, ann, process)
    task_actions.claim(session, ann, task.id)
    assert without(session, boss, "tasks") == []
    south = accounts.unit(session, "South")
    process.unit_id, process.unit_path, process.visibility = south.id, south.path, "unit"
    for given in session.scalars(select(RoleGrant).where(RoleGrant.person_id == ann.id)).all():
        given.unit_id = accounts.unit(session, "North").id
    session.flush()
    assert without(session, boss, "tasks") == ["Ann"]


def test_the_list_says_what_the_rules_say(session: Session, database: Database, boss: Actor) -> None:
    """Tasks of all kinds of lanes and processes, among people of all kinds: listed where nobody is able."""
    ada = accounts.actor(session, "Ada", "admin")
    draw = random.Random(7)
    units = [accounts.unit(session, "North")]
    units += [accounts.unit(session, "East", parent=units[0]), accounts.unit(session, "South")]
    units += [accounts.unit(session, "Partner", "partner")]
    groups = [make_group(session, SYSTEM, name) for name in ("Full", "Empty")]
    people = [
        accounts.actor(session, f"P{number}", role, unit)
        for number, (role, unit) in enumerate(
            [("worker", units[1]), ("ops", units[3]), ("guest", None), ("manager", units[0]), ("guest", units[2])]
        )
    ]
    join_group(session, SYSTEM, groups[0], session.get_one(Person, people[0].id))
    ways: list[dict[str, str]] = [
        *({"unit_id": unit.id} for unit in units), *({"group_id": group.id} for group in groups),
        *({"person_id": person.id} for person in people), {"role": "ops"}, {"role": "admin"},
        {"role": "manager", "unit_id": units[1].id}, {"role": "worker", "unit_id": units[2].id},
    ]  # fmt: skip
    places = []
    for number in range(40):
        process = catalog.process(session, boss, models.linear("A"))
        task = started(session, SYSTEM, process)
        task.lane = "L"
        unit = draw.choice([None, *units])
        process.unit_id, process.unit_path = (unit.id, unit.path) if unit else (None, "")
        process.visibility, process.public_start = draw.choice(["unit", "organisation"]), number % 7 == 0
        if number % 4:
            chosen = draw.sample(ways, draw.choice([1, 1, 2]))
            assignment_actions.map_lanes(session, boss, process, [{"lane": "L", **way} for way in chosen])
        places.append((task, process))
    deactivate(session, SYSTEM, session.get_one(Person, boss.id))
    session.flush()
    with count_statements(database) as counted:
        listed = set(session.scalars(staffing.tasks(ada).with_only_columns(Task.id)))
    everybody = actors(session).values()
    stranded = {
        task.id
        for task, process in places
        if not any(
            sees(one, process) and may_perform(one, process, assignment.mappings_of(session, task)) for one in everybody
        )
    }
    assert listed == stranded and len(counted) == 1
    assert 5 < len(stranded) < 35
