"""What a lower feature is about to do, for features above that must do something before: take their locks, for one.

An intent is no event: nothing has happened yet, so it is heard on the spot and not in the queue of events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Intent:
    """Something that is about to be done."""


Handler = Callable[[Session, Any], None]
H = TypeVar("H", bound=Handler)
_first: dict[type[Intent], list[Handler]] = defaultdict(list)


def precedes(kind: type[Intent]) -> Callable[[H], H]:
    """Act before this is done, in its transaction; raising keeps it from being done."""

    def register(handler: H) -> H:
        if handler not in _first[kind]:
            _first[kind].append(handler)
        return handler

    return register


def about_to(session: Session, intent: Intent) -> None:
    """Let those who must act first do so, at once."""
    for handler in _first[type(intent)]:
        handler(session, intent)
