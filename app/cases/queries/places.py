"""The list of cases: narrowed by where they stand, whose they are and what is late, each with its current steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Text, case, func, literal, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from app.cases.tables import Instance, Task
from app.catalog.queries import in_unit, visible, visible_inside
from app.catalog.tables import Process
from app.kernel.api.paging import Key, Page, page_of_keys
from app.kernel.errors import Invalid
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.times import clock
from processes.called import UNNAMED, headed

MOST_OFFERED = 200
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_DATA = func.lower(type_coerce(Instance.small, Text))
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Place:
    """A step where a case stands now: since when, how often at once, and until when it is to be done."""

    step_id: str
    name: str
    since: datetime
    count: int
    due_at: datetime | None

    @property
    def late(self) -> bool:
        """Whether it should be done already."""
        return self.due_at is not None and self.due_at < clock.now()


def narrowed(actor: Actor, narrow: dict[str, Any]) -> list[ColumnElement[bool]]:
    """Give the conditions on Instance and Process for `process`, `unit`, `state`, `step`, `mine`, `overdue` and `q`."""
    conditions: list[ColumnElement[bool]] = []
    if narrow.get("process"):
        conditions.append(Process.key == narrow["process"])
    if narrow.get("unit"):
        conditions.append(in_unit(narrow["unit"]))
    if narrow.get("state"):
        conditions.append(Instance.state == narrow["state"])
    if narrow.get("step"):
        conditions.append(_at_step(narrow.get("process"), narrow["step"]))
    if narrow.get("mine"):
        conditions.append(_of(actor))
    if narrow.get("overdue"):
        conditions.append(_stands_at(*is_late()))
    if narrow.get("q"):
        conditions.append(_found(narrow["q"].strip()[:LONGEST_SEARCH]))
    return conditions


def is_late() -> tuple[ColumnElement[bool], ...]:
    """Give the conditions on Task: it should be done already, and need not be looked at later only."""
    return Task.due_at.is_not(None), Task.due_at < clock.now(), to_be_looked_at()


def to_be_looked_at() -> ColumnElement[bool]:
    """Give the condition on Task: it was not put off, or its time has come."""
    return or_(Task.follow_up_at.is_(None), Task.follow_up_at <= clock.now())


def _of(actor: Actor) -> ColumnElement[bool]:
    """Cases that the actor began or holds a task of: each found by an index of its own."""
    begun = aliased(Instance)
    began = select(begun.id).where(begun.started_by == actor.id)
    held = select(Task.instance_id).where(Task.state == "open", Task.claimed_by == actor.id)
    return Instance.id.in_(began.union(held))


def _stands_at(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return Instance.id.in_(select(Task.instance_id).where(Task.state == "open", *which))


def _at_step(key: str | None, step: str) -> ColumnElement[bool]:
    if not key:
        words = _("Expected the process of the step, but none is named. Choose the process first.")
        raise Invalid("STEP_OF_WHICH", words, {"process": _("Choose the process of the step.")})
    process_id = select(Process.id).where(Process.key == key).scalar_subquery()
    return _stands_at(Task.process_id == process_id, Task.step_id == step)


def _found(words: str) -> ColumnElement[bool]:
    """Cases whose name or some short value begins so, or whose process has these words in its title."""
    titled = select(Process.id).where(func.lower(Process.title).contains(words.lower(), autoescape=True))
    return or_(
        Instance.business_key.startswith(words, autoescape=True),
        Instance.process_id.in_(titled),
        *(_DATA.contains(begun, autoescape=True) for begun in _as_stored(words)),
    )


def _as_stored(words: str) -> list[str]:
    """How values that begin so stand in stored data, which is JSON without spaces, in small letters."""
    text = orjson.dumps(words.lower()).decode()[1:-1]
    return [f':"{text}', f'["{text}', *([f":{text}"] if text.isdecimal() and text.isascii() else [])]


def by_due(session: Session, statement: Any, cursor: str | None, limit: int) -> Page[Instance]:
    """Give cases by when something in them is due first; those in which nothing is stand at the end, oldest first."""
    statement, due = with_due(statement)
    return page_of_keys(session, statement, [due, Key(Instance.id, Instance.id)], cursor, limit)


def with_due(statement: Any) -> tuple[Any, Key]:
    """Give a statement of cases with when something in each is due first, and the key that orders by it."""
    soonest = (
        select(Task.instance_id, func.min(Task.due_at).label("due"))
        .where(Task.state == "open", Task.due_at.is_not(None))
        .group_by(Task.instance_id)
        .subquery()
    )
    due = func.coalesce(soonest.c.due, literal(NEVER, Task.due_at.type))
    return statement.outerjoin(soonest, soonest.c.instance_id == Instance.id), Key(due, Task.due_at)


def places(session: Session, instance_ids: Iterable[str]) -> dict[str, list[Place]]:
    """Give where these cases stand now, by case, the longest waiting step first; one statement for all."""
    ids = list(instance_ids)
    if not ids:
        return {}
    since, due = func.min(Task.opened_at), func.min(case((to_be_looked_at(), Task.due_at)))
    statement = (
        select(Task.instance_id, Task.step_id, Task.step_name, since, func.count(), due)
        .where(Task.instance_id.in_(ids), Task.state == "open")
        .group_by(Task.instance_id, Task.step_id, Task.step_name)
        .order_by(since, Task.step_id)
    )
    found: dict[str, list[Place]] = defaultdict(list)
    for instance_id, step_id, name, opened_at, count, due_at in session.execute(statement):
        found[instance_id].append(Place(step_id, name or UNNAMED, opened_at, count, due_at))
    return found


class Choices(list[tuple[str, str]]):
    """What a filter offers, values with their words; `cut` where there are more than fit into it."""

    cut = False


def processes_to_choose(session: Session, actor: Actor, chosen: str | None = None) -> Choices:
    """Give key and title of the processes the actor sees, by title, the one that is chosen in any case."""
    first = case((Process.key == (chosen or ""), 0), else_=1)
    statement = select(Process.key, Process.title).where(visible(actor)).order_by(first, Process.title, Process.key)
    return _offered(session, statement)


def steps_to_choose(session: Session, actor: Actor, key: str, chosen: str | None = None) -> Choices:
    """Give id and name of the steps of a process at which cases stand now, to those who see all its cases."""
    if not actor.is_internal:
        return Choices()
    first = case((Task.step_id == (chosen or ""), 0), else_=1)
    statement = (
        select(Task.step_id, func.min(Task.step_name))
        .join(Task.process)
        .where(Process.key == key, visible(actor), visible_inside(actor), Task.state == "open")
        .group_by(Task.step_id)
        .order_by(first, func.min(Task.step_name), Task.step_id)
    )
    return _offered(session, statement)


def _offered(session: Session, statement: Any) -> Choices:
    rows = session.execute(statement.limit(MOST_OFFERED + 1)).all()
    pairs = ((value, headed(words)) for value, words in rows[:MOST_OFFERED])
    found = Choices(sorted(pairs, key=lambda pair: pair[1].casefold()))
    found.cut = len(rows) > MOST_OFFERED
    return found
