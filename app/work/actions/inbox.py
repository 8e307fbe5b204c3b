"""The inbox of messages: what nobody waited for when it came, until somebody does or its time is over."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, literal_column, select, update
from sqlalchemy.orm import Session

from app.accounts.queries import actor_for, people
from app.catalog import queries as catalog
from app.catalog.policy import sees
from app.kernel import clock
from app.work.actions.keys import anybody, fits, keys_of, number_of, only_for
from app.work.tables import Instance, Message
from app.work.tables.arrivals import DELIVERED, WAITING
from processes import engine
from processes.engine import Turn, Waiting

AT_ONCE = 100
IS_WAITING = Message.state == literal_column("'waiting'")


def take(session: Session, instance: Instance, waiting: Waiting) -> Turn | None:
    """Give an instance, locked, the oldest kept message that is for what it waits for; None where there is none."""
    _meet(session, waiting.name, alone=False)
    known = waiting.correlation or instance.data
    probes = [anybody(waiting.name), *keys_of(waiting.name, known).values()]
    for message in _candidates(session, waiting.name, probes, known):
        if _may_reach(session, message, instance) and claim(session, message.id, instance.id):
            return _delivered(session, instance, waiting.task_id, message)
    return None


def take_signal(session: Session, instance: Instance, waiting: Waiting) -> Turn | None:
    """Give an instance the oldest signal of this name that came while it was suspended."""
    statement = (
        select(Message)
        .where(IS_WAITING, Message.probe == only_for(instance.id), Message.name == waiting.name)
        .order_by(Message.id)
        .limit(1)
    )
    message = session.scalars(statement).one_or_none()
    if message is None or not claim(session, message.id, instance.id):
        return None
    return _delivered(session, instance, waiting.task_id, message)


def claim(session: Session, message_id: str, instance_id: str) -> bool:
    """Take a kept message for an instance; False where another one was faster."""
    taken = session.execute(
        update(Message)
        .where(Message.id == message_id, Message.state == WAITING)
        .values(state=DELIVERED, delivered_to=instance_id, delivered_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount == 1)  # type: ignore[attr-defined]


def wait_for_openings(session: Session, name: str) -> None:
    """Wait until all who have begun to wait for this message without having seen it have committed (PostgreSQL)."""
    _meet(session, name, alone=True)


def _meet(session: Session, name: str, *, alone: bool) -> None:
    """Have those who keep a message and those who begin to wait for it see one another; SQLite has one writer."""
    if session.get_bind().dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
        session.execute(select(lock(number_of(name))))


def _candidates(session: Session, name: str, probes: list[str], known: Any) -> Any:
    after = ""
    while True:
        statement = (
            select(Message)
            .where(IS_WAITING, Message.probe.in_(probes), Message.expires_at > clock.now(), Message.id > after)
            .order_by(Message.id)
            .limit(AT_ONCE)
        )
        rows = session.scalars(statement).all()
        yield from (m for m in rows if m.kind == "message" and m.name == name and fits(name, m.correlation, known))
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].id


def _may_reach(session: Session, message: Message, instance: Instance) -> bool:
    """Whether whoever sent a message may see the process that would get it; other instances reach all."""
    if message.sent_by is None:
        return True
    sender = people(session, [message.sent_by]).get(message.sent_by)
    return sender is not None and sees(actor_for(session, sender), instance.process)


def _delivered(session: Session, instance: Instance, task_id: str, message: Message) -> Turn:
    definition = catalog.definition(instance.version)
    return engine.deliver(definition, instance.blob or b"", task_id, message.name, message.data, clock.now())
