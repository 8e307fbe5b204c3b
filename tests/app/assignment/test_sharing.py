"""Sharing out work: rules and models, four eyes, delegation, substitutes, due times, many at once."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assignment import actions as assignment_actions
from app.assignment import queries as assignment
from app.cases import queries as case_queries
from app.cases.tables import Task
from app.catalog.tables import Process
from app.kernel.db.database import Database
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.notices.tables import Notice
from app.tasks import actions
from app.tasks import queries as task_queries
from app.tasks.jobs import overdue
from tests.factories import accounts
from tests.factories.work import inbox, started, the_task

pytestmark = pytest.mark.usefixtures("app")


def steps(tasks: list[Task]) -> list[str]:
    return [task.step_id for task in tasks]


def test_four_eyes_hold_everywhere(session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process) -> None:
    assignment_actions.share_work(session, boss, process, [{"step": "B", "apart": ["A"]}])
    first = started(session, ann, process)
    second = the_task(session, actions.complete(session, ann, first.id))
    assert inbox(session, ann) == [] and steps(inbox(session, ben)) == ["B"]
    assert task_queries.task(session, ann, second.id)[1] is False
    for act in (actions.claim, actions.complete, lambda s, a, t: actions.delegate(s, a, t, ben.id)):
        with pytest.raises(Forbidden) as refused:
            act(session, ann, second.id)
        assert refused.value.code == "FOUR_EYES"
    for giver, act in ((boss, actions.assign), (ben, actions.delegate)):
        with pytest.raises(Forbidden):
            act(session, giver, second.id, ann.id)
    assert ann.id not in {one.id for one in actions.colleagues(session, ben, second)}
    assert actions.complete(session, ben, second.id).state == "completed"


def test_in_turn_and_least_loaded(session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process) -> None:
    assignment_actions.map_lanes(session, boss, process, [])
    assignment_actions.share_work(session, boss, process, [{"step": "A", "assign": "round_robin"}])
    turns = [started(session, ann, process).claimed_by for _ in range(6)]
    assert set(turns) >= {ann.id, ben.id} and all(a != b for a, b in itertools.pairwise(turns))
    assignment_actions.share_work(session, boss, process, [{"step": "A", "assign": "least_loaded"}])
    load = assignment.least_loaded(session, process.id, "A", [ann.id, ben.id])
    assert load in (ann.id, ben.id)
    assert started(session, ann, process).claimed_by is not None


def test_the_starter_and_who_did_a_step(
    session: Session, ann: Actor, boss: Actor, ben: Actor, process: Process
) -> None:
    rules = [{"step": "A", "assign": "starter"}, {"step": "B", "assign": "who_did", "to": "A"}]
    assignment_actions.share_work(session, boss, process, rules)
    first = started(session, ann, process)
    assert first.claimed_by == ann.id
    with pytest.raises(Forbidden):
        actions.complete(session, ben, first.id)
    assert the_task(session, actions.complete(session, ann, first.id)).claimed_by == ann.id


def test_rules_that_cannot_be_followed_are_refused(session: Session, ann: Actor, boss: Actor, process: Process) -> None:
    for rule in (
        {"assign": "pull"}, {"step": "A", "assign": "magic"}, {"step": "A", "due": "soon"},
        {"lane": "L", "apart": ["A"]},
        {"step": "A", "assign": "person", "to": "nobody"}, {"step": "A", "priority": 101},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            assignment_actions.share_work(session, boss, process, [rule])
    with pytest.raises(Forbidden):
        assignment_actions.share_work(session, ann, process, [])


def test_delegation_goes_to_who_may_and_back(session: Session, ann: Actor, ben: Actor, process: Process) -> None:
    guest = accounts.actor(session, "Gus", "guest")
    task = started(session, ann, process)
    with pytest.raises(Invalid):
        actions.delegate(session, ann, task.id, guest.id)
    actions.delegate(session, ann, task.id, ben.id, "Please")
    assert (task.claimed_by, task.delegated_by) == (ben.id, ann.id)
    assert inbox(session, ann) == []
    with pytest.raises(Conflict):
        actions.complete(session, ann, task.id)
    actions.give_back(session, ben, task.id)
    assert (task.claimed_by, task.delegated_by) == (ann.id, None)
    log = [(e.event, e.detail) for e in case_queries.history(session, task.instance_id)]
    assert ("task_delegated", "to Ben: Please") in log
    assert session.scalar(select(func.count()).where(Notice.kind == "task_assigned", Notice.person_id == ben.id)) == 1


def test_a_manager_assigns_and_others_do_not(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    task = started(session, ann, process)
    with pytest.raises(Forbidden):
        actions.assign(session, ann, task.id, ben.id)
    actions.assign(session, boss, task.id, ben.id)
    actions.set_priority(session, boss, task.id, 90)
    actions.set_due(session, boss, task.id, "P2D")
    session.refresh(task)
    assert (task.claimed_by, task.priority) == (ben.id, 90) and task.due_at is not None
    with pytest.raises(Invalid):
        actions.set_due(session, boss, task.id, "someday")
    actions.assign(session, boss, task.id, None)
    assert steps(inbox(session, ann, sort="due")) == ["A"]


def test_a_substitute_does_the_work_of_who_is_away(
    session: Session, ann: Actor, ben: Actor, boss: Actor, process: Process
) -> None:
    task = started(session, ann, process)
    actions.claim(session, ann, task.id)
    assert inbox(session, ben, for_others=True) == []
    now = clock.now()
    row = assignment_actions.be_away(session, ann, ben.id, now - timedelta(hours=1), now + timedelta(days=1))
    assert steps(inbox(session, ben, for_others=True)) == ["A"]
    assert actions.complete(session, ben, task.id).state == "running"
    assignment_actions.share_work(session, boss, process, [{"step": "A", "assign": "starter"}])
    assert started(session, ann, process).claimed_by == ben.id
    assignment_actions.be_back(session, ann, row.id)
    assert started(session, ann, process).claimed_by == ann.id
    with pytest.raises(Invalid):
        assignment_actions.be_away(session, ann, ann.id, now, now + timedelta(days=1))


def test_late_tasks_are_told_once_each(session: Session, ann: Actor, boss: Actor, process: Process) -> None:
    assignment_actions.share_work(
        session, boss, process, [{"step": "A", "due": "PT1H", "escalate": "PT2H", "reassign": True}]
    )
    task = started(session, ann, process)
    actions.claim(session, ann, task.id)

    def told() -> list[str]:
        return sorted(session.scalars(select(Notice.person_id).where(Notice.kind == "task_overdue")))

    start = clock.now()
    for hours, expected in ((0.5, []), (1.5, [ann.id]), (2, [ann.id]), (4, sorted([ann.id, boss.id]))):
        with clock.frozen(start + timedelta(hours=hours)):
            for _ in range(2):
                session.flush()
                session.expunge_all()  # As in the job: what it needs it has to read.
                overdue(session)
            session.flush()
            assert told() == expected
    assert session.get_one(Task, task.id).claimed_by is None


def test_many_at_once_leave_out_what_cannot_be_done(
    session: Session, database: Database, ann: Actor, ben: Actor, process: Process
) -> None:
    tasks = [started(session, ann, process).id for _ in range(3)]
    actions.claim(session, ben, tasks[1])
    session.commit()
    done = {one.task_id: one.code for one in actions.in_bulk(database, ann, "complete", tasks)}
    assert [done[task] for task in tasks] == ["", "CLAIMED", ""]
    assert sorted(steps(inbox(session, ben))) == ["A", "B", "B"]
    with pytest.raises(Invalid):
        actions.in_bulk(database, ann, "complete", [])
