"""News between features: announced in the transaction, heard in it or after its commit, never if it fails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.orm import Session

from app.kernel.logs import log

if TYPE_CHECKING:
    from app.kernel.database import Database


@dataclass(frozen=True)
class Event:
    """Something that happened and that other features may want to hear of."""


E = TypeVar("E", bound=Event)
_inside: dict[type[Event], list[Callable[[Session, Any], None]]] = defaultdict(list)
_after: dict[type[Event], list[Callable[[Database, Any], None]]] = defaultdict(list)


def listens(kind: type[E]) -> Callable[[Callable[[Session, E], None]], Callable[[Session, E], None]]:
    """Hear an event inside the transaction that announces it; raising undoes that transaction."""

    def register(handler: Callable[[Session, E], None]) -> Callable[[Session, E], None]:
        if handler not in _inside[kind]:
            _inside[kind].append(handler)
        return handler

    return register


def after_commit(kind: type[E]) -> Callable[[Callable[[Database, E], None]], Callable[[Database, E], None]]:
    """Hear an event once its transaction is committed; raising is logged and harms nobody."""

    def register(handler: Callable[[Database, E], None]) -> Callable[[Database, E], None]:
        if handler not in _after[kind]:
            _after[kind].append(handler)
        return handler

    return register


def announce(session: Session, news: Event) -> None:
    """Tell listeners in this transaction now, and remember the news for those who wait for the commit."""
    session.info.setdefault("news", []).append(news)
    for handler in _inside[type(news)]:
        handler(session, news)


def on_commit(session: Session, act: Callable[[], None]) -> None:
    """Call `act` once the session's unit of work is committed; never if it is not."""
    session.info.setdefault("on_commit", []).append(act)


def deliver(database: Database, session: Session) -> None:
    """Give the announced news to those who waited for the commit; called by the unit of work alone."""
    news, acts = session.info.pop("news", []), session.info.pop("on_commit", [])
    for item in news:
        for handler in _after[type(item)]:
            _quietly(partial(handler, database, item))
    for act in acts:
        _quietly(act)


def _quietly(act: Callable[[], None]) -> None:
    try:
        act()
    except Exception:
        log.exception("after_commit_failed")
