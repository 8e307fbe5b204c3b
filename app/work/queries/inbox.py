"""The inbox: the open tasks that a person may do."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager

from app.catalog.queries import visible
from app.catalog.tables import Process
from app.kernel.paging import LIMIT, Page, page
from app.kernel.policy import Actor
from app.work.policy import PERFORMERS
from app.work.tables import LaneMapping, Task
from processes.engine import SERVICE_KINDS

MOST_COUNTED = 99


def inbox(session: Session, actor: Actor, cursor: str | None = None, limit: int = LIMIT, **narrow: Any) -> Page[Task]:
    """Give the open tasks the actor may do, oldest first; `process` and `lane` narrow the list."""
    statement = (
        select(Task)
        .join(Task.process)
        .join(Task.version)
        .join(Task.instance)
        .options(contains_eager(Task.process), contains_eager(Task.version), contains_eager(Task.instance))
        .where(open_here(actor))
    )
    if narrow.get("process"):
        statement = statement.where(Process.key == narrow["process"])
    if narrow.get("lane"):
        statement = statement.where(Task.lane == narrow["lane"])
    if narrow.get("claimed"):
        statement = statement.where(Task.claimed_by == actor.id)
    return page(session, statement, [Task.opened_at, Task.id], cursor, limit)


def inbox_places(session: Session, actor: Actor) -> list[tuple[str, str, str, int]]:
    """Give where the actor's open tasks lie: process key and title, lane, and how many, most first."""
    statement = (
        select(Process.key, Process.title, Task.lane, func.count())
        .select_from(Task)
        .join(Task.process)
        .where(open_here(actor))
        .group_by(Process.key, Process.title, Task.lane)
        .order_by(func.count().desc(), Process.title, Task.lane)
        .limit(MOST_COUNTED)
    )
    return [(key, title, lane, count) for key, title, lane, count in session.execute(statement)]


def inbox_count(session: Session, actor: Actor) -> int:
    """Count the actor's open tasks, up to 99 and one more."""
    few = select(Task.id).join(Task.process).where(open_here(actor)).limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(few)) or 0


def open_here(actor: Actor) -> ColumnElement[bool]:
    """Give the condition on Task and Process: open, free or mine, and mine to do."""
    mapped = exists().where(LaneMapping.process_id == Task.process_id, LaneMapping.lane == Task.lane)
    named = mapped.where(_names(actor))
    free = or_(Task.claimed_by.is_(None), Task.claimed_by == actor.id)
    by_hand = Task.kind.not_in(sorted(SERVICE_KINDS))
    return (Task.state == "open") & by_hand & free & visible(actor) & or_(~mapped & _concerned(actor), named)


def mappings_by_lane(session: Session, process_id: str) -> dict[str, list[LaneMapping]]:
    """Give who does each mapped lane of a process."""
    found: dict[str, list[LaneMapping]] = defaultdict(list)
    for mapping in session.scalars(select(LaneMapping).where(LaneMapping.process_id == process_id)):
        found[mapping.lane].append(mapping)
    return found


def _concerned(actor: Actor) -> ColumnElement[bool]:
    grants = [g for g in actor.grants if g.role in PERFORMERS]
    if any(not g.partner for g in grants):
        anywhere: ColumnElement[bool] = Process.unit_path == ""
    else:
        anywhere = false()
    return or_(anywhere, *(_around(Process.unit_path, g.unit_path) for g in grants))


def _around(column: Any, path: str) -> ColumnElement[bool]:
    """The unit at `path`, those below it and those above it."""
    if not path:
        return true()
    parts = path.split("/")
    above = ["/".join(parts[: i + 1]) for i in range(len(parts))]
    return or_(column.in_(above), column.startswith(path + "/", autoescape=True))


def _names(actor: Actor) -> ColumnElement[bool]:
    roles = {g.role for g in actor.grants}
    conditions: list[ColumnElement[bool]] = [LaneMapping.person_id == actor.id]
    if actor.groups:
        conditions.append(LaneMapping.group_id.in_(actor.groups))
    conditions.append(LaneMapping.role.in_(roles) & LaneMapping.unit_path.is_(None))
    for grant in actor.grants:
        fits = or_(
            LaneMapping.role == grant.role,
            LaneMapping.role.is_(None) & (true() if grant.role in PERFORMERS else false()),
        )
        conditions.append(LaneMapping.unit_path.is_not(None) & fits & _around(LaneMapping.unit_path, grant.unit_path))
    return or_(*conditions)
