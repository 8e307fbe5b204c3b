"""What becomes of the work of somebody who leaves: what they had is for others, and those who can act are told."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from app.accounts.tables import GroupMember, Person
from app.kernel import clock
from app.kernel.events import announce
from app.kernel.policy import SYSTEM
from app.work.actions.history import LOG
from app.work.events import SubstituteLeft, WorkFreed
from app.work.tables import Absence, Candidate, Task

OPEN = Task.state == "open"


def free_work(session: Session, person_id: str) -> int:
    """Give back what somebody who has left had taken, and open to its lane what was meant for them alone.

    Their absences end; whose substitute they were is told. Gives how many tasks are free now. A few statements, however
    much there was.
    """
    session.flush()
    meant = exists().where(Candidate.task_id == Task.id, Candidate.person_id == person_id)
    theirs = OPEN & ((Task.claimed_by == person_id) | (Task.claimed_by.is_(None) & Task.named.is_(True) & meant))
    alone = Task.named.is_(True) & ~_has_somebody()
    rows = session.execute(
        select(Task.id, Task.instance_id, Task.process_id, Task.version_id, Task.step_id, Task.step_name)
        .where(theirs & ((Task.claimed_by == person_id) | alone))
        .with_for_update()
    ).all()
    for values, which in (({"named": None}, alone), ({"claimed_by": None, "delegated_by": None}, _taken(person_id))):
        change = update(Task).where(theirs & which).values(values)
        session.execute(change.execution_options(synchronize_session=False))
    for held in session.identity_map.values():
        if isinstance(held, Task):
            session.expire(held, ["named", "claimed_by", "delegated_by"])
    _log(session, person_id, list(rows))
    for process_id, count in sorted(Counter(row.process_id for row in rows).items()):
        announce(session, WorkFreed(process_id, person_id, count))
    _end_absences(session, person_id)
    return len(rows)


def _taken(person_id: str) -> ColumnElement[bool]:
    return Task.claimed_by == person_id


def _has_somebody() -> ColumnElement[bool]:
    """Whether one of those a task is meant for is still here, or somebody in one of its groups."""
    person = exists().where(Candidate.task_id == Task.id, Candidate.person_id == Person.id, Person.active)
    group = exists().where(
        Candidate.task_id == Task.id, Candidate.group_id == GroupMember.group_id,
        GroupMember.person_id == Person.id, Person.active,
    )  # fmt: skip
    return person | group


def _log(session: Session, person_id: str, rows: list[Any]) -> None:
    if not rows:
        return
    gone, now = session.get_one(Person, person_id), clock.now()
    said = {"event": "task_assigned", "actor_id": SYSTEM.id, "at": now}
    said["detail"] = f"to everybody who does this: {gone.name} has left"
    lines = [
        {"instance_id": row.instance_id, "process_id": row.process_id, "version_id": row.version_id,
         "step_id": row.step_id, "step_name": row.step_name, "task_id": row.id, **said}
        for row in rows
    ]  # fmt: skip
    session.execute(insert(LOG), lines)


def _end_absences(session: Session, person_id: str) -> None:
    session.execute(delete(Absence).where(Absence.person_id == person_id))
    waiting = select(Absence.person_id).where(Absence.substitute_id == person_id, Absence.ends_at > clock.now())
    people = tuple(sorted(set(session.scalars(waiting))))
    if people:
        announce(session, SubstituteLeft(person_id, people))
