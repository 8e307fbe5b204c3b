"""Messages: each goes to one receiver, or waits in the inbox of what nobody took."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.kernel import clock, policy
from app.kernel.policy import SYSTEM, Actor
from app.work import queries
from app.work.actions.turn import apply_turn
from app.work.policy import Work
from app.work.tables import Instance, Message, Subscription
from processes import engine

CANDIDATES = 500


def send(session: Session, actor: Actor, name: str, correlation: dict[str, Any], data: dict[str, Any]) -> str | None:
    """Take a message from outside and give the id of the instance that received it, None if nobody waits for it."""
    policy.require(actor, Work.MESSAGE)
    return deliver(session, actor, "message", name, correlation, data)


def deliver(
    session: Session, actor: Actor, kind: str, name: str, correlation: dict[str, Any], data: dict[str, Any]
) -> str | None:
    """Deliver to the one waiting task whose keys are equal; oldest instance first; recorded either way."""
    receiver = _receiver(session, kind, name, correlation)
    if receiver is not None:
        _give(session, actor, receiver, name, data)
    session.add(
        Message(
            name=name, correlation=correlation, data=data, at=clock.now(),
            delivered_to=receiver.instance_id if receiver else None,
        )
    )  # fmt: skip
    return receiver.instance_id if receiver else None


def broadcast(session: Session, name: str, data: dict[str, Any]) -> int:
    """Deliver a signal to every task that waits for it, and say to how many."""
    waiting = session.scalars(
        select(Subscription).where(Subscription.kind == "signal", Subscription.name == name).limit(CANDIDATES)
    ).all()
    for subscription in waiting:
        _give(session, SYSTEM, subscription, name, data)
    return len(waiting)


def _receiver(session: Session, kind: str, name: str, correlation: dict[str, Any]) -> Subscription | None:
    rows = session.execute(
        select(Subscription, Instance)
        .join(Instance, Instance.id == Subscription.instance_id)
        .where(Subscription.kind == kind, Subscription.name == name, Instance.state == "running")
        .order_by(Subscription.instance_id, Subscription.task_id)
        .limit(CANDIDATES)
    )
    for subscription, instance in rows:
        known = subscription.correlation or instance.data
        if all(known.get(key) == value for key, value in correlation.items()):
            return subscription
    return None


def _give(session: Session, actor: Actor, subscription: Subscription, name: str, data: dict[str, Any]) -> None:
    instance = queries.locked(session, subscription.instance_id)
    if instance is None or not instance.blob:
        return
    definition = catalog.definition(instance.version)
    turn = engine.deliver(definition, instance.blob, subscription.task_id, name, data, clock.now())
    apply_turn(session, instance, turn, actor)
