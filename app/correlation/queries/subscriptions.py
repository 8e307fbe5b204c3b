"""Who waits for what: who gets a message, and what waits where."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, exists, func, literal_column, not_, select
from sqlalchemy.orm import Session, aliased

from app.cases.queries.instances import shown
from app.cases.tables import GOING, Instance
from app.catalog.queries import visible
from app.catalog.tables import Process
from app.correlation.tables import Subscription, SubscriptionKey
from app.kernel.policy import Actor
from processes.engine import Waiting

Place = tuple[str, str]
IS_MESSAGE = Subscription.kind == literal_column("'message'")


def receiver(session: Session, actor: Actor, name: str, hashes: list[str], tried: set[Place]) -> Place | None:
    """Give the task, by instance and task id, of the cases that the actor sees, that waits longest for these keys."""
    return _receiver(session, actor, name, hashes, tried, GOING)


def is_suspended_receiver(session: Session, actor: Actor, name: str, hashes: list[str] | None) -> bool:
    """Whether a suspended instance waits for a message with these keys."""
    return hashes is not None and _receiver(session, actor, name, hashes, set(), ("suspended",)) is not None


def _receiver(
    session: Session, actor: Actor, name: str, hashes: list[str], tried: set[Place], states: tuple[str, ...]
) -> Place | None:
    if not hashes:
        place: Any = Subscription
        statement = select(place.instance_id, place.task_id).where(IS_MESSAGE, place.name == name)
    else:
        first, *others = _rarest_first(session, hashes)
        place = SubscriptionKey
        statement = select(place.instance_id, place.task_id).where(place.hash == first)
        for hashed in others:
            also = aliased(SubscriptionKey)
            same = (also.instance_id == place.instance_id, also.task_id == place.task_id)
            statement = statement.where(exists().where(also.hash == hashed, *same))
    for instance_id, task_id in tried:
        statement = statement.where(not_(and_(place.instance_id == instance_id, place.task_id == task_id)))
    statement = statement.join(Instance, Instance.id == place.instance_id).where(Instance.state.in_(states))
    if not actor.is_system:
        statement = statement.join(Process, Process.id == Instance.process_id).where(visible(actor), shown(actor))
    row = session.execute(statement.order_by(place.instance_id, place.task_id).limit(1)).first()
    return (row[0], row[1]) if row else None


def _rarest_first(session: Session, hashes: list[str]) -> list[str]:
    """Order keys so that the one which the fewest have comes first; one statement, none for a single key."""
    if len(hashes) == 1:
        return hashes
    counted = (
        select(SubscriptionKey.hash, func.count())
        .where(SubscriptionKey.hash.in_(hashes))
        .group_by(SubscriptionKey.hash)
    )
    counts = {hashed: count for hashed, count in session.execute(counted)}
    return sorted(hashes, key=lambda hashed: counts.get(hashed, 0))


def waiting_of(session: Session, instance_id: str, task_id: str) -> Waiting | None:
    """Give what a task waits for, None where it no longer does."""
    statement = select(Subscription).where(Subscription.instance_id == instance_id, Subscription.task_id == task_id)
    row = session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    return _waiting(row) if row is not None else None


def _waiting(row: Subscription) -> Waiting:
    return Waiting(row.task_id, row.step_id, row.kind, row.name, row.correlation)


def waiting_for_signal(session: Session, actor: Actor, name: str, after: str, until: str, limit: int) -> list[str]:
    """Give the ids of instances that wait for a signal, the next few hundred, of those that its sender sees."""
    statement = (
        select(Subscription.instance_id)
        .where(Subscription.kind == "signal", Subscription.name == name)
        .where(Subscription.instance_id > after, Subscription.instance_id <= until)
        .distinct()
        .order_by(Subscription.instance_id)
        .limit(limit)
    )
    if not actor.is_system:
        cases = statement.join(Instance, Instance.id == Subscription.instance_id)
        statement = cases.join(Process, Process.id == Instance.process_id).where(visible(actor), shown(actor))
    return list(session.scalars(statement))


def signal_tasks(session: Session, instance_id: str, name: str) -> list[str]:
    """Give the tasks of an instance that wait for a signal."""
    mine = (Subscription.instance_id == instance_id, Subscription.kind == "signal", Subscription.name == name)
    return list(session.scalars(select(Subscription.task_id).where(*mine).order_by(Subscription.task_id)))


def messages_awaited(session: Session, instance_id: str) -> list[Subscription]:
    """Give what an instance waits to be told."""
    statement = select(Subscription).where(Subscription.instance_id == instance_id)
    return list(session.scalars(statement.order_by(Subscription.name, Subscription.task_id)))
