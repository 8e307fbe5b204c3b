"""Tasks that a person chose in the inbox, and who is away whose work is in it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager

from app.assignment.queries.absences import substitutes_for
from app.assignment.queries.assignment_facts import eligible_for
from app.cases.tables import Task
from app.kernel.policy import Actor
from app.tasks.queries.inbox import offered_for, open_here


def selection(session: Session, actor: Actor, ids: Iterable[str]) -> dict[str, Task]:
    """Give those of these tasks that stand in the actor's inbox, or in that of who is away, with process and case."""
    mine = or_(open_here(actor), offered_for(actor, substitutes_for(session, actor).values()))
    statement = (
        select(Task)
        .join(Task.process)
        .join(Task.instance)
        .options(contains_eager(Task.process), contains_eager(Task.instance))
        .where(Task.id.in_(list(ids)), mine)
        .order_by(Task.opened_at, Task.id)
    )
    return {task.id: task for task in session.scalars(statement)}


def eligible_for_any(session: Session, tasks: Iterable[Task]) -> set[str]:
    """Give the ids of the people who may do one of these tasks; looks once at tasks that are for the same people."""
    alike = {(t.process_id, t.lane, t.id if t.has_candidates or t.separated_from else ""): t for t in tasks}
    return {who for task in alike.values() for who in eligible_for(session, task)}
