"""Work without anybody: tasks that nobody who is here may do, lanes and absences that name somebody who has left."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.tables import GroupMember, Person, RoleGrant
from app.catalog.queries import answered_by
from app.catalog.tables import Process
from app.kernel import clock
from app.kernel.policy import Actor
from app.work.tables import Absence, Candidate, LaneMapping, Task
from processes.engine import SERVICE_KINDS

OPEN = (Task.state == "open") & Task.kind.not_in(sorted(SERVICE_KINDS))


def has_candidate() -> ColumnElement[bool]:
    """Whether one of those a task is meant for is here, or somebody in one of its groups; in terms of Task."""
    person = exists().where(Candidate.task_id == Task.id, Candidate.person_id == Person.id, Person.active)
    group = exists().where(
        Candidate.task_id == Task.id, Candidate.group_id == GroupMember.group_id,
        GroupMember.person_id == Person.id, Person.active,
    )  # fmt: skip
    return person | group


def _lane_is_empty() -> ColumnElement[bool]:
    """Whether a task's lane is mapped, but to nobody who is here; where roles are, their unit is not looked at."""
    lane = (LaneMapping.process_id == Task.process_id) & (LaneMapping.lane == Task.lane)
    person = exists().where(lane, LaneMapping.person_id == Person.id, Person.active)
    group = exists().where(
        lane, LaneMapping.group_id == GroupMember.group_id, GroupMember.person_id == Person.id, Person.active
    )
    by_role = LaneMapping.person_id.is_(None) & LaneMapping.group_id.is_(None)
    role = exists().where(
        lane, by_role, or_(LaneMapping.role.is_(None), LaneMapping.role == RoleGrant.role),
        RoleGrant.person_id == Person.id, Person.active,
    )  # fmt: skip
    return exists().where(lane) & ~(person | group | role)


def tasks(actor: Actor) -> Select[Any]:
    """Give the open tasks with somebody who left, or for nobody who is here, that the actor may give to others."""
    holder = aliased(Person)
    free = Task.claimed_by.is_(None)
    return (
        select(
            (Task.step_name + " – " + Process.title).label("title"), Task.id.label("ref"), holder.name.label("whose")
        )
        .select_from(Task)
        .join(Process, Process.id == Task.process_id)
        .outerjoin(holder, holder.id == Task.claimed_by)
        .where(
            OPEN, answered_by(actor, "manager", "ops", "admin"),
            or_(
                ~holder.active,
                free & Task.named.is_(True) & ~has_candidate(),
                free & Task.named.is_not(True) & _lane_is_empty(),
            ),
        )
        .order_by(Task.opened_at, Task.id)
    )  # fmt: skip


def tasks_of(session: Session, person_id: str) -> int:
    """Count the open tasks that a person has taken or that are meant for them."""
    meant = exists().where(Candidate.task_id == Task.id, Candidate.person_id == person_id) & Task.named.is_(True)
    mine = (Task.claimed_by == person_id) | (Task.claimed_by.is_(None) & meant)
    return session.scalar(select(func.count()).select_from(Task).where(OPEN, mine)) or 0


def lanes(actor: Actor) -> Select[Any]:
    """Give the processes a lane of which is mapped to somebody who left, that the actor may map to others."""
    return (
        select(
            (Process.title + " – " + LaneMapping.lane).label("title"), Process.key.label("ref"),
            Person.name.label("whose"),
        )
        .select_from(LaneMapping)
        .join(Process, Process.id == LaneMapping.process_id)
        .join(Person, Person.id == LaneMapping.person_id)
        .where(~Person.active, Process.archived_at.is_(None), answered_by(actor, "manager", "admin"))
        .order_by(Process.title, LaneMapping.lane, LaneMapping.id)
    )  # fmt: skip


def naming(session: Session, person_id: str) -> list[Process]:
    """Give the processes whose rules or lanes give work to a person by name."""
    mapped = exists().where(LaneMapping.process_id == Process.id, LaneMapping.person_id == person_id)
    rows = session.scalars(select(Process).where(or_(mapped, Process.work_rules.is_not(None))).order_by(Process.id))
    mapped_ids = set(session.scalars(select(LaneMapping.process_id).where(LaneMapping.person_id == person_id)))
    return [row for row in rows if row.id in mapped_ids or _names(row, person_id)]


def _names(process: Process, person_id: str) -> bool:
    return any(rule.get("assign") == "person" and rule.get("to") == person_id for rule in process.work_rules or [])


def lanes_of(session: Session, person_id: str) -> int:
    """Count the processes whose rules or lanes give work to a person by name."""
    return len(naming(session, person_id))


def absences(actor: Actor) -> Select[Any]:
    """Give who is or will be away and whose substitute has left; to administrators of the whole organisation."""
    gone = aliased(Person)
    statement = (
        select(Person.name.label("title"), Person.id.label("ref"), gone.name.label("whose"))
        .select_from(Absence)
        .join(Person, Person.id == Absence.person_id)
        .join(gone, gone.id == Absence.substitute_id)
        .where(Person.active, ~gone.active, Absence.ends_at > clock.now())
        .order_by(Person.name, Absence.id)
    )
    return statement if actor.has_in("", "admin") else statement.where(Person.id == actor.id)


def absences_of(session: Session, person_id: str) -> int:
    """Count the absences to come in which a person stands in."""
    coming = (Absence.substitute_id == person_id) & (Absence.ends_at > clock.now())
    return session.scalar(select(func.count()).select_from(Absence).where(coming)) or 0
