"""A late task is told of as often as its process says: to who has it, again and again, then to who answers for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, inspect, select, update
from sqlalchemy.orm import Session

from app.accounts import queries as people
from app.assignment import actions as assignment_actions
from app.cases import actions as case_actions
from app.cases import queries
from app.cases.queries.locks import lock_instance
from app.cases.tables import Instance, Task
from app.kernel.db.database import Database
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Conflict, Invalid
from app.kernel.http.application import StepwellApp
from app.kernel.policy import Actor
from app.kernel.times import clock
from app.notices.tables import Notice
from app.tasks import jobs
from app.tasks.actions.assign import hand_over
from app.tasks.jobs import AT_ONCE, TOLD, overdue
from tests.factories import accounts, catalog, models, waits
from tests.factories.work import the_task

HEARD = '<camunda:script scriptFormat="python">trail = trail + "a"</camunda:script>'
LISTENER = f'<camunda:taskListener event="assignment">{HEARD}</camunda:taskListener>'
HEARING = waits.process(models.task("T", inside=f"<extensionElements>{LISTENER}</extensionElements>"), ids=("T",))


def told(session: Session) -> dict[str, int]:
    """How many notices of late tasks each person has."""
    session.flush()
    found: dict[str, int] = {}
    for notice in session.scalars(select(Notice).where(Notice.kind == "task_overdue")):
        found[notice.person_id] = found.get(notice.person_id, 0) + 1
    return found


@pytest.mark.parametrize(
    ("rule", "hours", "holder", "owner"),
    [
        ({}, [1, 23, 25, 60], [1, 1, 1, 1], [0, 0, 1, 1]),
        ({"reminders": 2}, [1, 25, 49, 70, 73, 200], [1, 2, 3, 3, 3, 3], [0, 0, 0, 0, 1, 1]),
        ({"reminders": 3}, [1, 60, 200], [1, 2, 2], [0, 0, 1]),
        ({"reminders": 2, "remind": "PT4H", "escalate": "PT1H"}, [1, 5, 8, 10], [1, 2, 3, 3], [0, 0, 0, 1]),
    ],
)
def test_it_is_told_of_so_often(
    rule: dict[str, object], hours: list[int], holder: list[int], owner: list[int], session: Session, app: StepwellApp
) -> None:
    ann, boss = accounts.person(session, "Ann"), accounts.person(session, "Bo", "manager")
    chief: Actor = people.actor_for(session, boss)
    process = catalog.process(session, chief, models.linear("A"), mode="executable")
    assignment_actions.share_work(session, chief, process, [{"step": "A", **rule}])
    case = case_actions.start(session, chief, process, {})
    task = the_task(session, case)
    begin = clock.now()
    session.execute(update(Task).where(Task.id == task.id).values(claimed_by=ann.id, due_at=begin))
    for hour, mine, theirs in zip(hours, holder, owner, strict=True):
        with clock.frozen(begin + timedelta(hours=hour, minutes=5)):
            for _ in range(2):
                overdue(session)
                session.commit()
        found = told(session)
        assert (found.get(ann.id, 0), found.get(boss.id, 0)) == (mine, theirs), hour
    if owner[-1]:
        assert session.scalar(select(Task.escalated).where(Task.id == task.id)) == TOLD


def test_many_that_can_wait_hide_nothing_that_cannot(session: Session, app: StepwellApp) -> None:
    chief: Actor = people.actor_for(session, accounts.person(session, "Bo", "manager"))
    slow, quick = (catalog.process(session, chief, models.linear("A"), mode="executable") for _ in range(2))
    assignment_actions.share_work(session, chief, slow, [{"step": "A", "escalate": "P300D"}])
    patient, urgent = (
        queries.open_tasks(session, case_actions.start(session, chief, process, {}).id)[0] for process in (slow, quick)
    )
    now = clock.now()
    late = {"escalated": 1, "due_at": now - timedelta(days=3)}
    session.execute(update(Task).where(Task.id == patient.id).values(late))
    session.execute(update(Task).where(Task.id == urgent.id).values({**late, "due_at": now - timedelta(days=2)}))
    session.commit()
    like = {a.key: getattr(patient, a.key) for a in inspect(Task).column_attrs}
    many = [{**like, "id": f"{n:08}{patient.id[8:]}"} for n in range(51 * AT_ONCE)]
    session.execute(insert(Task), many)
    overdue(session)
    session.commit()
    assert session.scalar(select(Task.escalated).where(Task.id == urgent.id)) == TOLD
    assert set(session.scalars(select(Task.escalated).where(Task.id != urgent.id))) == {1}


def test_each_process_has_its_turn(session: Session, app: StepwellApp) -> None:
    """One with more late tasks than are told of at once keeps no other one waiting."""
    chief: Actor = people.actor_for(session, accounts.person(session, "Bo", "manager"))
    many, one = (catalog.process(session, chief, models.linear("A"), mode="executable") for _ in range(2))
    first, last = (queries.open_tasks(session, case_actions.start(session, chief, p, {}).id)[0] for p in (many, one))
    now = clock.now()
    session.execute(update(Task).where(Task.id == first.id).values(due_at=now - timedelta(hours=3)))
    session.execute(update(Task).where(Task.id == last.id).values(due_at=now - timedelta(hours=1)))
    session.commit()
    like = {a.key: getattr(first, a.key) for a in inspect(Task).column_attrs}
    session.execute(insert(Task), [{**like, "id": f"{n:08}{first.id[8:]}"} for n in range(AT_ONCE + 1)])
    for left in (3, 0):
        overdue(session)
        session.commit()
        told_of = session.scalars(select(Task.escalated).where(Task.due_at.is_not(None))).all()
        assert told_of.count(None) == left
        assert session.scalar(select(Task.escalated).where(Task.id == last.id)) == 1


@pytest.mark.parametrize("rule", [{"reminders": 11}, {"reminders": -1}, {"reminders": 1, "remind": "soon"}])
def test_what_cannot_be_followed_is_refused(rule: dict[str, object], session: Session, app: StepwellApp) -> None:
    boss = people.actor_for(session, accounts.person(session, "Bo", "manager"))
    process = catalog.process(session, boss, models.linear("A"), mode="executable")
    with pytest.raises(Invalid):
        assignment_actions.share_work(session, boss, process, [{"step": "A", **rule}])


@pytest.fixture
def late(session: Session, app: StepwellApp) -> list[Task]:
    """Two tasks that are to be handed over, and a listener hears of that; of different cases."""
    boss = accounts.person(session, "Bo", "manager")
    chief: Actor = people.actor_for(session, boss)
    process = catalog.process(session, chief, HEARING, mode="executable")
    assignment_actions.share_work(session, chief, process, [{"step": "T", "reminders": 1, "reassign": True}])
    tasks = [the_task(session, case_actions.start(session, chief, process, {"trail": ""})) for _ in range(2)]
    due = {"claimed_by": boss.id, "due_at": clock.now() - timedelta(days=9), "escalated": 2}
    session.execute(update(Task).where(Task.process_id == process.id).values(due))
    session.commit()
    session.expunge_all()
    return tasks


def had(session: Session) -> list[str | None]:
    session.commit()
    session.expunge_all()
    return list(session.scalars(select(Task.claimed_by).order_by(Task.id)))


def test_handing_over_is_heard_of(session: Session, late: list[Task]) -> None:
    overdue(session)
    assert had(session) == [None, None]
    assert [case.data["trail"] for case in session.scalars(select(Instance))] == ["a", "a"]


def test_one_that_cannot_be_handed_over_keeps_nobody_from_being_told(
    session: Session, late: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = late[0].id

    def refused(session: Session, actor: Actor, task: Task, to: str | None, note: str = "") -> Task:
        given = hand_over(session, actor, task, to, note)
        if task.id == first:
            raise Conflict("CHANGED_MEANWHILE", "Expected the task as you saw it, but it changed just now.")
        return given

    monkeypatch.setattr(jobs, "hand_over", refused)
    overdue(session)
    assert sorted(person is None for person in had(session)) == [False, True]
    assert session.scalars(select(Task.escalated)).all() == [TOLD, TOLD]
    assert len(session.scalars(select(Notice).where(Notice.kind == "task_overdue")).all()) == 2


@pytest.mark.databases("postgresql")
def test_a_case_that_somebody_works_on_is_waited_for_by_nobody(
    session: Session, late: list[Task], database: Database
) -> None:
    with unit_of_work(database) as other:
        lock_instance(other, late[0].instance_id)
        overdue(session)
        assert sorted(person is None for person in had(session)) == [False, True]
    overdue(session)
    assert had(session) == [None, None]
