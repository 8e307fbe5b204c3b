"""Messages: each goes to one receiver, starts a case, or is kept until somebody waits for it or its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.cases import queries as case_queries
from app.cases.actions.engine_calls import act
from app.cases.actions.result.persist import persist_result
from app.cases.tables import GOING, Instance
from app.cases.words.unfit import unstorable
from app.catalog import queries as catalog
from app.correlation import queries
from app.correlation.actions import correlation_keys, kept_messages
from app.correlation.actions.triggers import start_by
from app.correlation.policy import Correlation
from app.correlation.tables import DELIVERED, EXPIRED, WAITING, Message
from app.kernel import policy
from app.kernel.ids import new_id
from app.kernel.jobs import defer
from app.kernel.policy import SYSTEM, Actor
from app.kernel.times import clock
from processes import engine
from processes.schedule import timers

KEPT = timedelta(days=1)
TRIES = 20


def send(
    session: Session, actor: Actor, name: str, correlation: dict[str, Any], data: dict[str, Any],
    expires: timedelta | None = None,
) -> Message:  # fmt: skip
    """Take a message from outside, and give it as it is then: delivered to an instance, kept, or expired at once."""
    policy.require(actor, Correlation.MESSAGE)
    sender = None if actor.is_system else actor.id
    return accept(session, actor, _message(name, correlation, data, expires, sent_by=sender))


def deliver(
    session: Session, name: str, correlation: dict[str, Any], data: dict[str, Any], message_id: str,
    from_id: str | None, kept: str = "",
) -> Message:  # fmt: skip
    """Bring a message that an instance threw to its receiver: once, however often this is asked for.

    `kept` is how long it waits for one, where its model says so.
    """
    known = session.get(Message, message_id)
    return known or accept(
        session, SYSTEM, _message(name, correlation, data, _span(kept), id=message_id, from_id=from_id)
    )  # fmt: skip


def accept(session: Session, actor: Actor, message: Message) -> Message:
    """Deliver a message to who waits for it with equal keys, longest first; else start a case by it, or keep it."""
    receiver = reach(session, actor, message)
    if receiver is None and not queries.is_suspended_receiver(session, actor, message.name, hashes(message)):
        started = start_by(session, actor, message)
        receiver = started[0].id if started else None
    if receiver is not None:
        message.state, message.delivered_to, message.delivered_at = DELIVERED, receiver, message.at
    session.add(message)
    if message.state == WAITING:
        _keep(session, message)
    return message


def reach(session: Session, actor: Actor, message: Message) -> str | None:
    """Give a message to the instance that waits longest with equal keys, and give its id; None where none waits."""
    wanted, tried = hashes(message), set[tuple[str, str]]()
    while wanted is not None:
        found = queries.receiver(session, actor, message.name, wanted, tried)
        if found is None:
            return None
        if _give(session, found, message.name, message.data):
            return found[0]
        tried.add(found)
    return None


def hashes(message: Message) -> list[str] | None:
    """Give the hashes of a message's keys; None where no receiver can have them."""
    found = correlation_keys.keys_of(message.name, message.correlation)
    return list(found.values()) if len(found) == len(message.correlation) else None


def reach_later(session: Session, message_id: str) -> None:
    """Deliver a kept message to who began to wait for it in the very moment it came."""
    message = session.get(Message, message_id)
    wanted = hashes(message) if message is not None else None
    if message is None or wanted is None or message.state != WAITING:
        return
    tried = set[tuple[str, str]]()
    while len(tried) < TRIES and (found := queries.receiver(session, SYSTEM, message.name, wanted, tried)):
        instance = case_queries.locked(session, found[0])
        here = [w for w in kept_messages.awaited(instance) if w.task_id == found[1]] if instance is not None else []
        result = kept_messages.take(session, instance, here) if instance is not None and here else None
        if instance is not None and result is not None:
            persist_result(session, instance, result, SYSTEM)
            return
        tried.add(found)


def _give(session: Session, receiver: tuple[str, str], name: str, data: dict[str, Any]) -> bool:
    instance = case_queries.locked(session, receiver[0])
    if instance is None or instance.state not in GOING or not instance.blob:
        return False
    return give(session, instance, receiver[1], name, data)


def give(session: Session, instance: Instance, task_id: str, name: str, data: dict[str, Any]) -> bool:
    """Deliver to one waiting task of an instance, locked; False where it no longer waits."""
    try:
        result = act(
            engine.deliver, catalog.definition(instance.version), instance.blob or b"", task_id, name, data, clock.now()
        )
    except engine.NotOpen:
        return False
    except engine.InvalidForm as error:
        raise unstorable(error.errors) from error
    persist_result(session, instance, result, SYSTEM)
    return True


def _span(text: str) -> timedelta | None:
    """A length of time from now on; None where none is said."""
    now = clock.now()
    return timers.first_due("timeDuration", text, now).at - now if text else None


def _message(
    name: str, correlation: dict[str, Any], data: dict[str, Any], expires: timedelta | None, **more: Any
) -> Message:
    now = clock.now()
    until: datetime = now + min(KEPT if expires is None else expires, kept_messages.LONGEST)
    state = WAITING if until > now else EXPIRED
    return Message(**{
        "id": new_id(), "kind": "message", "name": name, "correlation": correlation, "data": data, "state": state,
        "at": now, "expires_at": until, **more,
    })  # fmt: skip


def _keep(session: Session, message: Message) -> None:
    """Keep a message; where others may begin to wait for it right now, a job looks again after the commit."""
    message.probe = correlation_keys.probe(message.name, message.correlation)
    if session.get_bind().dialect.name == "postgresql":
        defer(session, "work.kept", {"message_id": message.id})
