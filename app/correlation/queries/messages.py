"""What has come in and what starts cases by itself, for ops to look at."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select, true
from sqlalchemy.orm import Session

from app.cases.queries.instances import shown
from app.cases.tables import Instance
from app.catalog.queries import visible, visible_inside
from app.catalog.tables import Process
from app.correlation.tables import Message, Subscription, Trigger
from app.kernel.api.paging import Page, page, page_by
from app.kernel.policy import Actor

NEVER = datetime(9999, 12, 31, tzinfo=UTC)


def messages(
    session: Session, actor: Actor, state: str | None, name: str | None, cursor: str | None, limit: int = 50
) -> Page[Message]:
    """Give what came in, newest first; what a case threw or took only where the actor may see it.

    What nobody took yet is for its sender, for those who look after the whole organisation, and for whom a process
    that they see from inside waits for such a message.
    """
    taken = or_(Message.delivered_to.is_(None), _case_seen(actor, Message.delivered_to))
    thrown = or_(Message.from_id.is_(None), _case_seen(actor, Message.from_id))
    statement = select(Message).where(taken, thrown)
    if not actor.is_internal:
        statement = statement.where(Message.sent_by == actor.id)
    elif not (actor.is_system or actor.has_in("", "ops", "admin")):
        known = or_(Message.delivered_to.is_not(None), Message.from_id.is_not(None), _awaited(actor))
        statement = statement.where(or_(Message.sent_by == actor.id, known))
    if state:
        statement = statement.where(Message.state == state)
    if name:
        statement = statement.where(Message.name == name)
    return page(session, statement, [Message.id], cursor, limit, descending=True)


def _awaited(actor: Actor) -> ColumnElement[bool]:
    """Whether a case or process that the actor sees from inside waits for a message of this name."""
    case = select(Subscription.task_id).join(Instance, Instance.id == Subscription.instance_id)
    case = case.join(Process, Process.id == Instance.process_id).where(visible_inside(actor))
    start = select(Trigger.step_id).join(Process, Process.id == Trigger.process_id).where(visible_inside(actor))
    return or_(
        case.where(Subscription.name == Message.name).exists(), start.where(Trigger.name == Message.name).exists()
    )


def _case_seen(actor: Actor, instance_id: Any) -> ColumnElement[bool]:
    """Whether a case is one of those that the actor may see."""
    if actor.is_system:
        return true()
    mine = select(Instance.id).join(Process, Process.id == Instance.process_id).where(visible(actor))
    return mine.where(Instance.id == instance_id, shown(actor)).exists()


def is_shown(session: Session, actor: Actor, message: Message) -> bool:
    """Whether the actor may see the case that a message went to; also where it went to none."""
    if message.delivered_to is None:
        return True
    return bool(session.scalar(select(_case_seen(actor, message.delivered_to))))


def subscriptions(
    session: Session, actor: Actor, name: str | None, cursor: str | None, limit: int = 50
) -> tuple[Page[Subscription], dict[str, tuple[Instance, Process]]]:
    """Give who waits for messages and signals, longest first, and by id the instances with their processes."""
    statement = (
        select(Subscription)
        .join(Instance, Instance.id == Subscription.instance_id)
        .join(Process, Process.id == Instance.process_id)
        .where(visible(actor), shown(actor))
    )
    if name:
        statement = statement.where(Subscription.name == name)
    found = page(session, statement, [Subscription.instance_id, Subscription.task_id], cursor, limit)
    ids = {row.instance_id for row in found.items}
    rows = session.execute(
        select(Instance, Process).join(Process, Process.id == Instance.process_id).where(Instance.id.in_(ids))
    )
    return found, {instance.id: (instance, process) for instance, process in rows}


def starts(
    session: Session, actor: Actor, cursor: str | None = None, limit: int = 50
) -> tuple[Page[Trigger], dict[str, Process]]:
    """Give what starts cases of live processes by itself, the next time first, and the processes by their ids."""
    statement = (
        select(Trigger)
        .join(Process, Process.id == Trigger.process_id)
        .where(visible_inside(actor), Process.archived_at.is_(None), Process.live_version_id == Trigger.version_id)
    )
    due = func.coalesce(Trigger.due_at, literal(NEVER, type_=Trigger.due_at.type))
    found = page_by(session, statement, due, [Trigger.due_at, Trigger.process_id, Trigger.step_id], cursor, limit)
    ids = {row.process_id for row in found.items}
    return found, {one.id: one for one in session.scalars(select(Process).where(Process.id.in_(ids)))}
