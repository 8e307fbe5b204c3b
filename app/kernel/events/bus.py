"""Telling events: in the transaction that makes them, first in first out, and again after its commit."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.orm import Session, SessionTransaction

from app.kernel.db.unit_session import UnitKey, UnitSession, unit_of
from app.kernel.events.event import Event
from app.kernel.observability.logs import log
from app.kernel.times import clock

H = TypeVar("H", bound=Callable[..., None])


class _Listeners:
    """Who listens to what, in the order in which they said so: lower features are wired before upper ones."""

    def __init__(self) -> None:
        self.all: list[tuple[type[Event], Callable[..., None]]] = []
        self._of: dict[type[Event], tuple[Callable[..., None], ...]] = {}

    def add(self, kind: type[Event], handler: Callable[..., None]) -> None:
        """Let a handler hear events of a kind, once."""
        if (kind, handler) not in self.all:
            self.all.append((kind, handler))
            self._of.clear()

    def of(self, kind: type[Event]) -> tuple[Callable[..., None], ...]:
        """Give who hears an event of this kind, each once."""
        if kind not in self._of:
            self._of[kind] = tuple(dict.fromkeys(heard for wanted, heard in self.all if issubclass(kind, wanted)))
        return self._of[kind]


_inside, _after = _Listeners(), _Listeners()


@dataclass(frozen=True)
class Announced:
    """An event, when it was announced, and in which savepoints."""

    event: Event
    within: tuple[SessionTransaction, ...]
    at: datetime = field(default_factory=clock.now)


@dataclass
class _News:
    """The events of a transaction: all of them in order, and those that are still to be heard."""

    told: list[Announced] = field(default_factory=list)
    waiting: deque[Announced] = field(default_factory=deque)
    hearing: bool = False

    def undo(self, within: SessionTransaction | None) -> None:
        """Forget what was announced in a savepoint that is undone; None for all."""
        self.told = [] if within is None else [one for one in self.told if within not in one.within]
        self.waiting = deque() if within is None else deque(one for one in self.waiting if within not in one.within)


_NEWS = UnitKey(_News)


def listens(*kinds: type[Event]) -> Callable[[H], H]:
    """Hear these events, and those derived from them, in the transaction that announces them; raising undoes it.

    The handler gets the session and the event.
    """
    return partial(_listen, _inside, kinds)


def after_commit(*kinds: type[Event]) -> Callable[[H], H]:
    """Hear these events, and those derived from them, once they are committed; raising is logged and harms nobody.

    The handler gets the database and the event.
    """
    return partial(_listen, _after, kinds)


def _listen(known: _Listeners, kinds: tuple[type[Event], ...], handler: H) -> H:
    for kind in kinds:
        known.add(kind, handler)
    return handler


def listeners() -> list[tuple[type[Event], Callable[..., None]]]:
    """Give who listens to what, within transactions and after them."""
    return [*_inside.all, *_after.all]


def announce(session: Session, event: Event) -> None:
    """Tell an event to its listeners in this transaction, and to those who wait for the commit.

    Listeners may announce, too: what follows is heard after all listeners of its cause, in the order in which it was
    announced. All is heard when the outermost call returns; where a listener raises, nothing more is.
    """
    news = unit_of(session).kept(_NEWS)
    told = Announced(event, tuple(_savepoints(session)))
    news.told.append(told)
    news.waiting.append(told)
    if news.hearing:
        return
    news.hearing = True
    try:
        while news.waiting:
            heard = news.waiting.popleft().event
            for handler in _inside.of(type(heard)):
                handler(session, heard)
    finally:
        news.hearing = False
        news.waiting.clear()


def announced(session: Session) -> list[Announced]:
    """Give what this session's transaction has announced so far, in order."""
    news = unit_of(session).known(_NEWS)
    return list(news.told) if news is not None else []


def on_commit(session: Session, act: Callable[[], None]) -> None:
    """Call `act` once the session's unit of work is committed; never if it is not."""
    unit_of(session).acts.append(act)


def deliver(session: UnitSession) -> None:
    """Give the announced events to those who waited for the commit; called by the unit of work alone."""
    news, acts = session.forget(_NEWS), session.acts
    for told in news.told if news is not None else ():
        for handler in _after.of(type(told.event)):
            _quietly(partial(handler, session.database, told.event))
    for act in acts:
        _quietly(act)


def _savepoints(session: Session) -> Iterator[SessionTransaction]:
    within = session.get_nested_transaction()
    while within is not None:
        if within.nested:
            yield within
        within = within.parent


def _undone(session: UnitSession, transaction: SessionTransaction) -> None:
    """Take back what was announced in what SQLAlchemy has undone: a savepoint, or all."""
    news = session.known(_NEWS)
    while not transaction.nested and transaction.parent is not None:
        transaction = transaction.parent  # a flush that failed undoes what it was in, and SQLAlchemy says no more
    if news is not None:
        news.undo(transaction if transaction.nested else None)


sqlalchemy_event.listen(UnitSession, "after_soft_rollback", _undone)


def _quietly(act: Callable[[], None]) -> None:
    try:
        act()
    except Exception:
        log.exception("after_commit_failed")
