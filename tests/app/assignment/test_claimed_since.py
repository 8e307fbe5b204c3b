"""Since when somebody has had a task: however they got it, and whatever became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.actions import deactivate
from app.accounts.tables import Person
from app.assignment import actions as assignment_actions
from app.cases.measured.days import days
from app.cases.tables import Hold, Instance, Task
from app.catalog.tables import Process
from app.kernel.policy import SYSTEM, Actor
from app.kernel.times import clock
from app.privacy.actions import hand_over_everything
from app.tasks import actions
from app.tasks.actions import in_bulk
from tests.factories import accounts, catalog
from tests.factories.work import started

pytestmark = pytest.mark.usefixtures("app")
BEGIN = datetime.fromisoformat("2026-03-02T08:00:00+00:00")


@contextmanager
def hour(number: int) -> Iterator[datetime]:
    """Set the clock so many hours after the beginning."""
    at = BEGIN + timedelta(hours=number)
    with clock.frozen(at):
        yield at


@pytest.fixture
def task(session: Session, ann: Actor, process: Process) -> Task:
    with hour(0):
        return started(session, ann, process)


def now_of(session: Session, task: Task) -> datetime | None:
    session.flush()
    session.refresh(task)
    return task.claimed_at


@pytest.mark.parametrize(
    "take",
    [
        lambda session, ann, ben, boss, task: actions.claim(session, ben, task.id),
        lambda session, ann, ben, boss, task: actions.delegate(session, ann, task.id, ben.id),
        lambda session, ann, ben, boss, task: actions.assign(session, boss, task.id, ben.id),
        lambda session, ann, ben, boss, task: actions.complete(session, ben, task.id),
    ],
    ids=["taken", "handed over", "given", "completed at once"],
)
def test_it_begins_when_somebody_gets_it(
    session: Session, ann: Actor, ben: Actor, boss: Actor, task: Task, take: Callable[..., object]
) -> None:
    assert task.claimed_at is None
    with hour(5) as five:
        take(session, ann, ben, boss, task)
    assert now_of(session, task) == five


def test_it_goes_on_from_one_to_the_next_and_ends_when_it_is_everybodys(
    session: Session, ann: Actor, ben: Actor, boss: Actor, task: Task
) -> None:
    with hour(1) as one:
        actions.claim(session, ann, task.id)
    for number, act in enumerate((
        lambda: actions.claim(session, ann, task.id),
        lambda: actions.delegate(session, ann, task.id, ben.id),
        lambda: actions.give_back(session, ben, task.id),
        lambda: actions.assign(session, boss, task.id, ben.id),
    )):  # fmt: skip
        with hour(2 + number):
            act()
        assert now_of(session, task) == one
    with hour(7):
        actions.release(session, ben, task.id)
    assert now_of(session, task) is None
    with hour(8) as eight:
        actions.claim(session, ann, task.id)
    with hour(9):
        actions.complete(session, ann, task.id)
    assert now_of(session, task) == eight
    assert task.closed_at == eight + timedelta(hours=1)


def test_what_somebody_worked_who_gave_it_back_is_no_waiting(
    session: Session, ann: Actor, ben: Actor, boss: Actor, task: Task
) -> None:
    given_back = (
        lambda: actions.release(session, ann, task.id),
        lambda: actions.assign(session, boss, task.id, None),
        lambda: deactivate(session, SYSTEM, session.get_one(Person, ann.id)),
    )
    for number, act in enumerate(given_back):
        with hour(1 + 2 * number):
            actions.claim(session, ann, task.id)
        with hour(2 + 2 * number):
            act()
    with hour(11) as end:
        actions.claim(session, ben, task.id)
        session.flush()
    bar = days(session, session.get_one(Instance, task.instance_id), end + timedelta(hours=1)).bars[0]
    assert (bar.seconds, bar.held) == (12 * 3600, 4 * 3600)
    assert session.scalars(select(Hold.task_id)).all() == [task.id] * 3


def test_what_is_given_by_a_rule_has_somebody_from_the_first(
    session: Session, ann: Actor, boss: Actor, process: Process
) -> None:
    assignment_actions.share_work(session, boss, process, [{"step": "A", "assign": "starter"}])
    with hour(3) as three:
        task = started(session, ann, process)
    assert (now_of(session, task), task.opened_at) == (three, three)


def test_what_who_left_had_is_nobodys_until_it_is_given_on(
    session: Session, ann: Actor, ben: Actor, boss: Actor, task: Task, process: Process
) -> None:
    with hour(1) as one:
        other = started(session, ben, process)
        actions.claim(session, ann, task.id), actions.claim(session, ben, other.id)
    with hour(2):
        deactivate(session, SYSTEM, session.get_one(Person, ann.id))
    assert now_of(session, task) is None
    with hour(3) as three:
        for left in (ann, ben):
            hand_over_everything(session, SYSTEM, session.get_one(Person, left.id), boss.id)
    assert (now_of(session, task), now_of(session, other)) == (three, one)


def test_of_what_was_taken_before_it_was_written_down_it_stays_unknown(
    session: Session, ann: Actor, ben: Actor, task: Task
) -> None:
    session.execute(update(Task).where(Task.id == task.id).values(claimed_by=ann.id))
    session.refresh(task, ["claimed_by"])
    actions.delegate(session, ann, task.id, ben.id)
    actions.complete(session, ben, task.id)
    assert (now_of(session, task), task.closed_by) == (None, ben.id)


def test_many_at_once_are_taken_alike(app, unit, database) -> None:
    with unit() as session:
        ann, owner = accounts.actor(session, "Ann"), accounts.actor(session, "Olga", "manager")
        process = catalog.process(session, owner, key="many", mode="executable")
        ids = [started(session, ann, process).id for _ in range(2)]
    assert not [one.code for one in in_bulk(database, ann, "claim", ids) if one.code]
    with unit() as session:
        assert all(session.get_one(Task, one).claimed_at for one in ids)
