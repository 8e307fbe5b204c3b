"""What somebody goes on with, unless it was put off: the next task in the same case, of the same kind, or any."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import Session, contains_eager

from app.cases.queries.places import to_be_looked_at
from app.cases.tables import Task
from app.kernel.policy import Actor
from app.tasks.queries.inbox import open_here


def _open(actor: Actor, besides: Task) -> Select[Task]:
    return (
        select(Task)
        .join(Task.process)
        .join(Task.instance)
        .options(contains_eager(Task.process), contains_eager(Task.instance))
        .where(open_here(actor), to_be_looked_at(), Task.id != besides.id)
        .order_by(Task.opened_at, Task.id)
        .limit(1)
    )


def after(session: Session, actor: Actor, done: Task) -> Task | None:
    """Give what the actor goes on with after a task: in its case, else of its kind, else what waits longest.

    None where nothing waits; at most three statements, of which each reads one row.
    """
    statement = _open(actor, done)
    for there in (Task.instance_id == done.instance_id, _alike(done), None):
        found = session.scalars(statement if there is None else statement.where(there)).first()
        if found is not None:
            return found
    return None


def next_alike(session: Session, actor: Actor, here: Task) -> Task | None:
    """Give the task of the same kind that waits behind this one, the first of all behind the last; None for none."""
    statement = _open(actor, here).where(_alike(here))
    behind = tuple_(Task.opened_at, Task.id) > tuple_(here.opened_at, here.id)
    return session.scalars(statement.where(behind)).first() or session.scalars(statement).first()


def _alike(task: Task) -> ColumnElement[bool]:
    return (Task.process_id == task.process_id) & (Task.step_id == task.step_id)
