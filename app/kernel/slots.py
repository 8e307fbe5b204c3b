"""Places in pages that other features fill: the lower feature names the slot, upper ones contribute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.kernel.policy import Actor

Contribution = Callable[..., Any]
_slots: dict[str, list[tuple[int, str, Contribution]]] = defaultdict(list)


def contributes(slot: str, order: int = 50) -> Callable[[Contribution], Contribution]:
    """Fill a slot: the function gets (session, actor, **context) and gives Markup, a value, or None for nothing."""

    def register(give: Contribution) -> Contribution:
        key = (order, f"{give.__module__}.{give.__qualname__}", give)
        if all(name != key[1] for _, name, _ in _slots[slot]):
            _slots[slot].append(key)
            _slots[slot].sort(key=lambda entry: entry[:2])
        return give

    return register


def collect(slot: str, session: Session, actor: Actor, **context: Any) -> list[Any]:
    """Give what the contributors to a slot answer, in order, without empty answers."""
    answers = (give(session, actor, **context) for _, _, give in _slots[slot])
    return [answer for answer in answers if answer is not None and answer != ""]


def fill(slot: str, session: Session, actor: Actor, **context: Any) -> Markup:
    """Give the HTML of a slot."""
    return Markup("").join(collect(slot, session, actor, **context))
