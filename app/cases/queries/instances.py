"""Instances: one, many, their history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session, contains_eager, undefer

from app.cases.policy import Cases
from app.cases.queries.near import concerned
from app.cases.queries.opened import noted_open
from app.cases.queries.places import by_due, narrowed
from app.cases.tables import Instance, StepEvent, Task
from app.catalog.queries import visible, visible_inside
from app.kernel.api.paging import LIMIT, Page, page
from app.kernel.db.database import run
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from app.kernel.policy import Actor, allows


def _read() -> Any:
    return (
        select(Instance)
        .join(Instance.process)
        .join(Instance.version)
        .options(contains_eager(Instance.process), contains_eager(Instance.version))
    )


def instance(session: Session, actor: Actor, instance_id: str, *, lock: bool = False) -> Instance:
    """Give an instance the actor may see, with its process and version; raises NotFound."""
    statement = _read().where(Instance.id == instance_id)
    if not actor.is_system:
        statement = statement.where(visible(actor))
    if lock:
        statement = statement.options(undefer(Instance.thin)).with_for_update(of=Instance)
    found: Instance | None = session.scalars(statement).one_or_none()
    if found is None or not allows(actor, Cases.VIEW, found):
        raise NotFound(_("this case"))
    return found


def shown(actor: Actor) -> ColumnElement[bool]:
    """Give the condition on Instance and Process that leaves the cases the actor sees; the same rule as Work.VIEW."""
    inside = visible_inside(actor)
    if actor.is_internal:
        return or_(inside, (Instance.started_by == actor.id) & visible(actor) & concerned(actor))
    return (Instance.started_by == actor.id) & or_(inside, visible(actor) & concerned(actor))


def locked(session: Session, instance_id: str, *, skip: bool = False) -> Instance | None:
    """Give an instance locked for a change, with its state; for jobs and migrations, which ask nobody.

    None where there is none, or with `skip` where somebody else holds it.
    """
    statement = _read().where(Instance.id == instance_id).options(undefer(Instance.thin))
    statement = statement.with_for_update(of=Instance, skip_locked=skip)
    found: Instance | None = session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    return found


def instances(
    session: Session, actor: Actor, cursor: str | None = None, limit: int = LIMIT, **narrow: Any
) -> Page[Instance]:
    """Give the instances the actor may see, newest first, or by `sort`.

    That is "oldest", the other way round, or "due", as something in them is due, those in which nothing is at the end.
    They are narrowed by `process`, `unit`, `state`, `step` (where they stand now), `mine`, `overdue` and `q`.
    """
    statement = instances_statement(actor, **narrow)
    if narrow.get("sort") == "due":
        return by_due(session, statement, cursor, limit)
    return page(session, statement, [Instance.id], cursor, limit, descending=narrow.get("sort") != "oldest")


def instances_statement(actor: Actor, **narrow: Any) -> Any:
    """Give what reads the cases the actor may see, as they are narrowed, in no order."""
    return _read().where(visible(actor), shown(actor), *narrowed(actor, narrow))


def history(session: Session, instance_id: str, limit: int = 2000) -> list[StepEvent]:
    """Give the newest of what happened in an instance, oldest first."""
    return history_before(session, instance_id, limit=limit).items


def history_before(session: Session, instance_id: str, cursor: str | None = None, limit: int = 2000) -> Page[StepEvent]:
    """Give the newest of what happened in an instance, oldest first; with the cursor of what happened before."""
    statement = select(StepEvent).where(StepEvent.instance_id == instance_id)
    found = page(session, statement, [StepEvent.id], cursor, limit, descending=True)
    return Page(found.items[::-1], found.next)


def history_page(session: Session, instance_id: str, cursor: str | None, limit: int) -> Page[StepEvent]:
    """Give some of what happened in an instance, oldest first: a list that goes on to its end."""
    statement = select(StepEvent).where(StepEvent.instance_id == instance_id)
    return page(session, statement, [StepEvent.id], cursor, limit)


TASK: Any = Task.__table__
_OPEN_NOW = (TASK.c.instance_id == bindparam("instance_id"), TASK.c.state == "open")
_OPEN = select(Task).where(*_OPEN_NOW).order_by(Task.opened_at, Task.id).execution_options(populate_existing=True)


_OPEN_ROWS = select(TASK).where(*_OPEN_NOW).order_by(TASK.c.opened_at, TASK.c.id)


def open_rows(session: Session, instance_id: str) -> Sequence[Any]:
    """Give the open tasks of an instance as plain rows, oldest first: for answers to programs."""
    noted = noted_open(session, instance_id)
    return run(session, _OPEN_ROWS, {"instance_id": instance_id}).all() if noted is None else noted


def open_tasks(session: Session, instance_id: str) -> list[Task]:
    """Give the open tasks of an instance, oldest first."""
    return list(session.scalars(_OPEN, {"instance_id": instance_id}))


def running_on(session: Session, version_id: str, after_id: str = "", limit: int = 100) -> list[str]:
    """Give the ids of running instances of a version, a chunk at a time, in id order after `after_id`."""
    statement = (
        select(Instance.id)
        .where(Instance.version_id == version_id, Instance.state == "running", Instance.id > after_id)
        .order_by(Instance.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def by_receipt(session: Session, receipt: str) -> Instance | None:
    """Give the instance that a receipt stands for; whoever holds it may ask, so it tells little."""
    found: Instance | None = session.scalars(_read().where(Instance.id == receipt)).one_or_none()
    return found


def running_instances(session: Session, limit: int = 100) -> list[str]:
    """Give the ids of the oldest running instances."""
    return list(
        session.scalars(select(Instance.id).where(Instance.state == "running").order_by(Instance.id).limit(limit))
    )
