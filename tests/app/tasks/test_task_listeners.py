"""Listeners of a task hear to whom it is given and what is changed of it, and write into the case."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.cases import actions as case_actions
from app.cases import queries
from app.cases.tables import Instance, StepEvent, Task
from app.kernel.policy import Actor
from app.tasks import actions as task_actions
from tests.factories import accounts, catalog, models, waits

pytestmark = pytest.mark.usefixtures("app")
Unit = Callable[[], AbstractContextManager[Session]]


def heard(event: str, text: str) -> str:
    script = f'<camunda:script scriptFormat="python">{text}</camunda:script>'
    return f'<camunda:taskListener event="{event}">{script}</camunda:taskListener>'


def asking(*listeners: str, assignee: str = "") -> bytes:
    """Give a process with one task that has these listeners."""
    inside = f"<extensionElements>{''.join(listeners)}</extensionElements>"
    task = models.task("T", inside=inside)
    if assignee:
        task = task.replace("<userTask ", f'<userTask camunda:assignee="{assignee}" ')
    return waits.process(task, ids=("T",))


BOTH = (
    heard("update", 'trail = trail + "u"'),
    heard("assignment", 'trail = trail + "a"'),
    '<camunda:taskListener event="assignment" expression="${execution.setVariable(&apos;who&apos;, task.assignee)}"/>',
)


@pytest.fixture
def boss(unit: Unit) -> Actor:
    with unit() as session:
        return accounts.actor(session, "Bo Boss", "manager")


def begun(session: Session, boss: Actor, xml: bytes) -> Task:
    process = catalog.process(session, boss, xml, mode="executable")
    case = case_actions.start(session, boss, process, {"trail": ""})
    session.flush()
    (task,) = queries.open_tasks(session, case.id)
    return task


def facts(session: Session, task: Task) -> tuple[object, object]:
    session.flush()
    data = session.get_one(Instance, task.instance_id).data
    return data["trail"], data.get("who")


def test_who_takes_gives_and_gives_back_is_heard(unit: Unit, boss: Actor) -> None:
    with unit() as session:
        me = accounts.actor(session, "Ann")
        ann, ben = session.get_one(Person, me.id), accounts.person(session, "Ben")
        task = begun(session, boss, asking(*BOTH))
        assert facts(session, task) == ("", None)
        task_actions.claim(session, me, task.id)
        assert facts(session, task) == ("ua", ann.handle)
        task_actions.claim(session, me, task.id)
        assert facts(session, task) == ("ua", ann.handle)
        task_actions.release(session, me, task.id)
        assert facts(session, task) == ("uaua", None)
        task_actions.assign(session, boss, task.id, ben.id)
        assert facts(session, task) == ("uauaua", ben.handle)
        task_actions.set_due(session, boss, task.id, "P2D")
        for _ in range(2):
            task_actions.set_priority(session, boss, task.id, 80)
        assert facts(session, task) == ("uauauauu", ben.handle)


def test_a_task_that_opens_as_somebodys_is_heard_of(unit: Unit, boss: Actor) -> None:
    with unit() as session:
        ann = accounts.person(session, "Ann")
        task = begun(session, boss, asking(*BOTH, assignee=ann.handle))
        assert (task.claimed_by, *facts(session, task)) == (ann.id, "a", ann.handle)


def test_one_that_fails_is_told_and_the_task_is_taken(unit: Unit, boss: Actor) -> None:
    with unit() as session:
        task = begun(session, boss, asking(heard("assignment", "trail = missing")))
        task_actions.claim(session, boss, task.id)
        assert (task.claimed_by, *facts(session, task)) == (boss.id, "", None)
        (said,) = session.scalars(select(StepEvent.detail).where(StepEvent.event == "incident"))
        assert said is not None and said.endswith("The task is as it was left.")
        assert queries.incidents_of(session, task.instance_id) == []
