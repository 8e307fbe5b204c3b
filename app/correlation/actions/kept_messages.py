"""The inbox of messages: what nobody waited for when it came, until somebody does or its time is over."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from itertools import chain
from typing import Any

from sqlalchemy import func, literal_column, select, update
from sqlalchemy.orm import Session

from app.accounts.queries import actor_for, people
from app.cases.actions.engine_calls import act
from app.cases.actions.result.writers import Applied, Step, Writing, follows
from app.cases.policy import Cases
from app.cases.tables import Instance
from app.catalog import queries as catalog
from app.correlation import queries
from app.correlation.actions.correlation_keys import anybody, fits, keys_of, number_of, only_for
from app.correlation.tables import DELIVERED, WAITING, Message
from app.kernel.db.rowcount import rows_changed
from app.kernel.policy import allows
from app.kernel.times import clock
from processes import engine
from processes.engine import ExecutionResult, Waiting

AT_ONCE = 100
LONGEST = timedelta(days=366)
IS_WAITING = Message.state == literal_column("'waiting'")


def take(session: Session, instance: Instance, waitings: Sequence[Waiting]) -> ExecutionResult | None:
    """Give an instance, locked, the oldest kept message that is for something it waits for; None where there is none.

    Of `waitings`, what no longer waits, or now waits with other keys, is passed over; no message is lost by that.
    """
    for name in sorted({waiting.name for waiting in waitings}, key=number_of):
        _meet(session, name, alone=False)
    for message, waiting in _candidates(session, instance, waitings):
        now = queries.waiting_of(session, instance.id, waiting.task_id)
        if now is None or now.correlation != dict(waiting.correlation):
            continue
        result = _delivered(instance, waiting, message) if _may_reach(session, message, instance) else None
        if result is not None and claim(session, message.id, instance.id):
            return result
    return None


@follows("kept_messages")
def take_kept(session: Session, instance: Instance, result: ExecutionResult, writing: Writing) -> Iterator[Step]:
    """Take kept messages for what is newly waited for, at most one for each, the oldest first."""
    left = list(writing.awaited)
    for _ in writing.awaited:
        yield partial(_take_one, session, instance, left)


def _take_one(session: Session, instance: Instance, left: list[Waiting]) -> list[Applied]:
    """Take one kept message, the oldest; where there is none, nothing of what is `left` is looked for again."""
    result = take(session, instance, left) if left and instance.blob else None
    if result is None:
        left.clear()
        return []
    return [(instance, result)]


def awaited(instance: Instance) -> list[Waiting]:
    """The messages that an instance, locked, waits for, with the fields known where it does."""
    if not instance.blob:
        return []
    result = act(engine.inspect, catalog.definition(instance.version), instance.blob, clock.now())
    return [waiting for waiting in result.waiting if waiting.kind == "message"]


def kept(session: Session, instance_id: str, kind: str) -> list[Message]:
    """The signals, or escalations, that came while an instance was suspended, the oldest first."""
    statement = select(Message).where(IS_WAITING, Message.probe == only_for(instance_id), Message.kind == kind)
    return list(session.scalars(statement.order_by(Message.id)))


def claim(session: Session, message_id: str, instance_id: str) -> bool:
    """Take a kept message for an instance; False where another one was faster."""
    taken = session.execute(
        update(Message)
        .where(Message.id == message_id, Message.state == WAITING)
        .values(state=DELIVERED, delivered_to=instance_id, delivered_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return rows_changed(taken) == 1


def wait_for_openings(session: Session, name: str) -> None:
    """Wait until all who have begun to wait for this message without having seen it have committed (PostgreSQL)."""
    _meet(session, name, alone=True)


def _meet(session: Session, name: str, *, alone: bool) -> None:
    """Have those who keep a message and those who begin to wait for it see one another; SQLite has one writer."""
    if session.get_bind().dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
        session.execute(select(lock(number_of(name))))


def _candidates(session: Session, instance: Instance, waitings: Sequence[Waiting]) -> Iterator[tuple[Message, Waiting]]:
    """The kept messages that fit something waited for, the oldest first; a statement for each hundred waited for."""
    parts = [waitings[at : at + AT_ONCE] for at in range(0, len(waitings), AT_ONCE)]
    found = [_fitting(session, instance, part) for part in parts]
    return heapq.merge(*found, key=lambda one: one[0].id) if len(found) > 1 else chain.from_iterable(found)


def _fitting(session: Session, instance: Instance, waitings: Sequence[Waiting]) -> Iterator[tuple[Message, Waiting]]:
    by_probe: dict[str, list[Waiting]] = {}
    for waiting in waitings:
        for probe in {anybody(waiting.name), *keys_of(waiting.name, _known(instance, waiting)).values()}:
            by_probe.setdefault(probe, []).append(waiting)
    after = ""
    while True:
        statement = (
            select(Message)
            .where(IS_WAITING, Message.probe.in_(by_probe), Message.expires_at > clock.now(), Message.id > after)
            .order_by(Message.id)
            .limit(AT_ONCE)
        )
        rows = session.scalars(statement).all()
        for message in rows:
            for waiting in by_probe[message.probe or ""]:
                alike = message.kind == "message" and message.name == waiting.name
                if alike and fits(message.name, message.correlation, _known(instance, waiting)):
                    yield message, waiting
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].id


def _known(instance: Instance, waiting: Waiting) -> Mapping[str, Any]:
    """The keys that a message must have: the model's, or where it names none, any of the fields known there."""
    return waiting.correlation or (instance.data if waiting.data is None else waiting.data)


def _may_reach(session: Session, message: Message, instance: Instance) -> bool:
    """Whether whoever sent a message may see the case that would get it; other instances reach all."""
    if message.sent_by is None:
        return True
    sender = people(session, [message.sent_by]).get(message.sent_by)
    return sender is not None and allows(actor_for(session, sender), Cases.VIEW, instance)


def _delivered(instance: Instance, waiting: Waiting, message: Message) -> ExecutionResult | None:
    """The instance with a message; None where it cannot take it, as it no longer waits or would grow too large."""
    definition = catalog.definition(instance.version)
    try:
        return act(
            engine.deliver, definition, instance.blob or b"", waiting.task_id, message.name, message.data, clock.now()
        )
    except engine.EngineError:
        return None
