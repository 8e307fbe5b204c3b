"""What becomes of the work of somebody who leaves: what they had is for others, and those who can act are told."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.catalog.queries import visible
from app.catalog.tables import Process
from app.kernel import clock
from app.kernel.events import announce
from app.kernel.ids import new_id
from app.kernel.policy import SYSTEM, Actor
from app.work.actions.history import LOG
from app.work.events import StandsIn, SubstituteLeft, WorkFreed
from app.work.policy import may_perform
from app.work.queries.inbox import not_kept_apart
from app.work.queries.orphans import has_candidate, naming
from app.work.tables import Absence, Candidate, LaneMapping, Task

OPEN = Task.state == "open"
MOST_GIVEN = 1000


def free_work(session: Session, person_id: str) -> int:
    """Give back what somebody who has left had taken, and open to its lane what was meant for them alone.

    Their absences end; whose substitute they were is told. Gives how many tasks are free now. A few statements, however
    much there was.
    """
    session.flush()
    meant = exists().where(Candidate.task_id == Task.id, Candidate.person_id == person_id)
    theirs = OPEN & ((Task.claimed_by == person_id) | (Task.claimed_by.is_(None) & Task.named.is_(True) & meant))
    alone = Task.named.is_(True) & ~has_candidate()
    rows = session.execute(
        select(Task.id, Task.instance_id, Task.process_id, Task.version_id, Task.step_id, Task.step_name)
        .where(theirs & ((Task.claimed_by == person_id) | alone))
        .with_for_update()
    ).all()
    free = dict.fromkeys(("claimed_by", "delegated_by", "for_id"))
    for values, which in (({"named": None}, alone), (free, _taken(person_id))):
        change = update(Task).where(theirs & which).values(values)
        session.execute(change.execution_options(synchronize_session=False))
    for held in session.identity_map.values():
        if isinstance(held, Task):
            session.expire(held, ["named", "claimed_by", "delegated_by", "for_id"])
    gone = session.get_one(Person, person_id)
    _log(session, SYSTEM, list(rows), f"to everybody who does this: {gone.name} has left")
    for process_id, count in sorted(Counter(row.process_id for row in rows).items()):
        announce(session, WorkFreed(process_id, person_id, count))
    _end_absences(session, person_id)
    return len(rows)


def _taken(person_id: str) -> ColumnElement[bool]:
    return Task.claimed_by == person_id


def _log(session: Session, actor: Actor, rows: list[Any], words: str) -> None:
    said = {"event": "task_assigned", "actor_id": actor.id, "at": clock.now(), "detail": words}
    lines = [
        {"instance_id": row.instance_id, "process_id": row.process_id, "version_id": row.version_id,
         "step_id": row.step_id, "step_name": row.step_name, "task_id": row.id, **said}
        for row in rows
    ]  # fmt: skip
    if lines:
        session.execute(insert(LOG), lines)


def _end_absences(session: Session, person_id: str) -> None:
    session.execute(delete(Absence).where(Absence.person_id == person_id))
    waiting = select(Absence.person_id).where(Absence.substitute_id == person_id, Absence.ends_at > clock.now())
    people = tuple(sorted(set(session.scalars(waiting))))
    if people:
        announce(session, SubstituteLeft(person_id, people))


def give_tasks(session: Session, actor: Actor, person_id: str, to: Actor) -> int:
    """Give a colleague the open tasks that a person has or that are meant for them, at most 1000 at once.

    Those of processes the colleague does not see, and those they are kept apart from, stay. Gives how many went.
    """
    meant = exists().where(Candidate.task_id == Task.id, Candidate.person_id == person_id) & Task.named.is_(True)
    theirs = (Task.claimed_by == person_id) | (Task.claimed_by.is_(None) & meant)
    statement = select(Task).join(Task.process).where(OPEN, theirs, visible(to), not_kept_apart(to))
    rows = list(session.scalars(statement.order_by(Task.opened_at, Task.id).limit(MOST_GIVEN).with_for_update(of=Task)))
    if not rows:
        return 0
    ids = [row.id for row in rows]
    processes = {p.id: p for p in session.scalars(select(Process).where(Process.id.in_({r.process_id for r in rows})))}
    mapped: dict[tuple[str, str], list[LaneMapping]] = {}
    for one in session.scalars(select(LaneMapping).where(LaneMapping.process_id.in_(list(processes)))):
        mapped.setdefault((one.process_id, one.lane), []).append(one)
    for row in rows:
        lane = mapped.get((row.process_id, row.lane), [])
        if row.named or not may_perform(to, processes[row.process_id], lane):
            row.named = True
            session.add(Candidate(id=new_id(), task_id=row.id, person_id=to.id))
        row.claimed_by, row.delegated_by, row.for_id = to.id, None, None
    session.flush()
    session.execute(delete(Candidate).where(Candidate.task_id.in_(ids), Candidate.person_id == person_id))
    _log(session, actor, rows, f"to {to.name}")
    return len(rows)


def give_lanes(session: Session, actor: Actor, person_id: str, to: Actor) -> int:
    """Name a colleague where lanes and rules of processes name a person for work; gives how many processes."""
    found = naming(session, person_id)
    change = update(LaneMapping).where(LaneMapping.person_id == person_id).values(person_id=to.id)
    session.execute(change.execution_options(synchronize_session=False))
    for process in found:
        process.work_rules = process.work_rules and [
            {**rule, "to": to.id} if rule.get("assign") == "person" and rule.get("to") == person_id else rule
            for rule in process.work_rules
        ]
    session.flush()
    return len(found)


def give_absences(session: Session, actor: Actor, person_id: str, to: Actor) -> int:
    """Let a colleague stand in for those for whom a person would; not for the colleague themself."""
    coming = (Absence.substitute_id == person_id) & (Absence.ends_at > clock.now()) & (Absence.person_id != to.id)
    rows = list(session.scalars(select(Absence).where(coming).order_by(Absence.id)))
    for row in rows:
        row.substitute_id = to.id
        begun = row.begins_at <= clock.now()
        announce(session, StandsIn(row.id, row.person_id, to.id, row.begins_at, row.ends_at, begun))
    session.flush()
    return len(rows)
