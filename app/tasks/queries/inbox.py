"""The inbox: the open tasks that a person may do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select
from sqlalchemy.orm import Session, contains_eager

from app.assignment.queries.absences import substitutes_for
from app.assignment.queries.mine import is_for, not_kept_apart
from app.cases.queries.places import NEVER, is_late, to_be_looked_at
from app.cases.tables import Instance, Task
from app.catalog.queries import visible
from app.catalog.tables import Process
from app.kernel.api.paging import LIMIT, Key, Page, page, page_by
from app.kernel.policy import Actor
from processes.engine import SERVICE_KINDS

MOST_COUNTED = 99
USUAL = 50
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
SORTED = ("due", "priority", "follow_up")


def inbox(session: Session, actor: Actor, cursor: str | None = None, limit: int = LIMIT, **narrow: Any) -> Page[Task]:
    """Give the open tasks the actor may do, oldest first, or by `sort`.

    That is what is due first, what is most urgent, or what is to be looked at first.
    `process`, `step`, `lane`, `claimed` and `overdue` narrow the list, `q` by the name of the case; `for_others` gives
    the work of those whom the actor stands in for instead, `now` leaves out what is to be looked at later.
    """
    statement = (
        select(Task)
        .join(Task.process)
        .join(Task.version)
        .join(Task.instance)
        .options(contains_eager(Task.process), contains_eager(Task.version), contains_eager(Task.instance))
    )
    mine = select(Task.id).join(Task.process).join(Task.instance).where(*wanted(session, actor, narrow))
    if narrow.get("sort") in SORTED:
        return _sorted(session, statement, mine, narrow["sort"], cursor, limit)
    return page(session, statement, [Task.opened_at, Task.id], cursor, limit, among=mine)


def wanted(session: Session, actor: Actor, narrow: dict[str, Any]) -> list[ColumnElement[bool]]:
    """Give the conditions on Task, Process and Instance that leave what the actor may do, as it is narrowed."""
    conditions = [_whose(session, actor, narrow)]
    if narrow.get("overdue"):
        conditions += is_late()
    if narrow.get("q"):
        conditions.append(Instance.business_key.startswith(narrow["q"], autoescape=True))
    if narrow.get("process"):
        conditions.append(Process.key == narrow["process"])
    if narrow.get("step"):
        conditions.append(Task.step_id == narrow["step"])
    if narrow.get("lane"):
        conditions.append(Task.lane == narrow["lane"])
    if narrow.get("now"):
        conditions.append(to_be_looked_at())
    if narrow.get("claimed"):
        conditions.append(Task.claimed_by == actor.id)
    return conditions


def _whose(session: Session, actor: Actor, narrow: dict[str, Any]) -> ColumnElement[bool]:
    if narrow.get("for_others"):
        return offered_for(actor, substitutes_for(session, actor).values())
    return open_here(actor)


def _sorted(session: Session, statement: Any, mine: Any, sort: str, cursor: str | None, limit: int) -> Page[Task]:
    """Order by what not every task has: what is due last, what is looked at first, what is of usual priority."""
    key = sort_key(sort)
    return page_by(session, statement, key.by, [key.like, Task.opened_at, Task.id], cursor, limit, among=mine)


def sort_key(sort: str) -> Key:
    """Give what comes first in one of the orders that not every task has something for."""
    return {
        "due": Key(func.coalesce(Task.due_at, literal(NEVER, Task.due_at.type)), Task.due_at),
        "priority": Key(-func.coalesce(Task.priority, USUAL), Task.priority),
        "follow_up": Key(func.coalesce(Task.follow_up_at, literal(AT_ONCE, Task.follow_up_at.type)), Task.follow_up_at),
    }[sort]


def inbox_places(session: Session, actor: Actor) -> list[tuple[str, str, str, int]]:
    """Give where the actor's open tasks lie: process key and title, lane, and how many, most first."""
    return [(key, title, lane, count) for key, title, lane, count in session.execute(_places(actor))]


@lru_cache(maxsize=128)
def _places(actor: Actor) -> Select[str, str, str, int]:
    return (
        select(Process.key, Process.title, Task.lane, func.count())
        .select_from(Task)
        .join(Task.process)
        .where(open_here(actor))
        .group_by(Process.key, Process.title, Task.lane)
        .order_by(func.count().desc(), Process.title, Task.lane)
        .limit(MOST_COUNTED)
    )


def inbox_count(session: Session, actor: Actor) -> int:
    """Count the actor's open tasks, up to 99 and one more."""
    return session.scalar(_counted(actor)) or 0


@lru_cache(maxsize=128)
def _counted(actor: Actor) -> Select[int]:
    """Every page asks for it: to build the statement takes several times as long as to run it."""
    few = select(Task.id).join(Task.process).where(open_here(actor)).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(few)


@lru_cache(maxsize=512)
def open_here(actor: Actor) -> ColumnElement[bool]:
    """Give the condition on Task and Process: open, free or mine, and mine to do."""
    free = or_(Task.claimed_by.is_(None), Task.claimed_by == actor.id)
    by_hand = Task.kind.not_in(sorted(SERVICE_KINDS))
    return (Task.state == "open") & by_hand & free & visible(actor) & is_for(actor) & not_kept_apart(actor)


def offered_for(actor: Actor, away: Iterable[Actor]) -> ColumnElement[bool]:
    """Give the condition on Task and Process: open and one of these people's to do, whom the actor stands in for."""
    theirs = [
        or_(Task.claimed_by == one.id, and_(Task.claimed_by.is_(None), Task.has_candidates.is_(True))) & is_for(one)
        for one in away
    ]
    theirs += [Task.claimed_by.is_(None) & is_for(one) & ~is_for(actor) for one in away]
    by_hand = Task.kind.not_in(sorted(SERVICE_KINDS))
    return (Task.state == "open") & by_hand & visible(actor) & not_kept_apart(actor) & or_(false(), *theirs)
