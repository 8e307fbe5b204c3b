"""Signals: to all who wait, however many they are, and to what starts by them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.accounts.queries import actor_for
from app.cases import queries as case_queries
from app.cases.tables import GOING, Instance
from app.correlation import queries
from app.correlation.actions import correlation_keys, kept_messages
from app.correlation.actions.messages import give
from app.correlation.actions.triggers import trigger_ids
from app.correlation.policy import Correlation
from app.correlation.tables import DELIVERED, WAITING, Message
from app.kernel import policy
from app.kernel.ids import new_id
from app.kernel.jobs import defer
from app.kernel.policy import SYSTEM, Actor
from app.kernel.times import clock

CHUNK = 200


def send_signal(session: Session, actor: Actor, name: str, data: dict[str, Any]) -> Message:
    """Take a signal from outside; jobs bring it to all who wait for it now."""
    policy.require(actor, Correlation.MESSAGE)
    return spread(session, name, data, new_id(), None, actor)


def spread(
    session: Session, name: str, data: dict[str, Any], signal_id: str, from_id: str | None, actor: Actor = SYSTEM
) -> Message:
    """Order a signal to be brought to all who wait, but not to who threw it; once, however often this is asked for.

    Somebody's signal reaches what they see, an instance's signal all.
    """
    known = session.get(Message, signal_id)
    if known is not None:
        return known
    now = clock.now()
    signal = Message(
        id=signal_id, kind="signal", name=name, correlation={}, data=data, state=DELIVERED, at=now, delivered_at=now,
        from_id=from_id, sent_by=None if actor.is_system else actor.id,
    )  # fmt: skip
    session.add(signal)
    session.flush()
    for process_id, step_id in trigger_ids(session, actor, "signal", name):
        args = {"process_id": process_id, "step_id": step_id, "message_id": signal_id, "from": from_id}
        defer(session, "work.start", args, source=process_id)
    defer(session, "work.signal", {"signal_id": signal_id, "after": "", "until": new_id()})
    return signal


def spread_chunk(session: Session, signal_id: str, after: str, until: str) -> None:
    """Order a signal to be brought to the next few hundred who wait, and the rest to be ordered."""
    signal = session.get(Message, signal_id)
    if signal is None:
        return
    sender = actor_for(session, signal.sent_by) if signal.sent_by else SYSTEM
    found = queries.waiting_for_signal(session, sender, signal.name, after, until, CHUNK)
    for instance_id in found:
        if instance_id != signal.from_id:
            lock = f"instance:{instance_id}"
            args = {"signal_id": signal_id, "instance_id": instance_id}
            defer(session, "work.signal_to", args, lock=lock, source=signal_id)
    if len(found) == CHUNK:
        defer(session, "work.signal", {"signal_id": signal_id, "after": found[-1], "until": until})


def give_signal(session: Session, signal_id: str, instance_id: str) -> None:
    """Bring a signal to every task of an instance that waits for it; keep it where the instance is suspended."""
    signal, instance = session.get(Message, signal_id), case_queries.locked(session, instance_id)
    if signal is None or instance is None or not instance.blob:
        return
    if instance.state == "suspended":
        _keep(session, signal, instance_id)
    if instance.state in GOING:
        _give_to_all(session, instance, signal)


def give_kept_signals(session: Session, instance_id: str) -> None:
    """Bring to an instance, which goes on, the signals that came while it was suspended, each to all who wait."""
    instance = case_queries.locked(session, instance_id)
    for signal in kept_messages.kept(session, instance_id, "signal") if instance is not None else []:
        if instance is not None and instance.state in GOING and kept_messages.claim(session, signal.id, instance_id):
            _give_to_all(session, instance, signal)


def _give_to_all(session: Session, instance: Instance, signal: Message) -> None:
    for task_id in queries.signal_tasks(session, instance.id, signal.name):
        if instance.blob:
            give(session, instance, task_id, signal.name, signal.data)


def _keep(session: Session, signal: Message, instance_id: str) -> None:
    now = clock.now()
    session.add(
        Message(
            id=new_id(), kind="signal", name=signal.name, correlation={}, data=signal.data, state=WAITING, at=now,
            probe=correlation_keys.only_for(instance_id), expires_at=now + kept_messages.LONGEST,
            from_id=signal.from_id,
        )
    )  # fmt: skip
