"""Topics are `kind:id`; features say who may hear of theirs."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.kernel.policy import Actor

Check = Callable[[Session, Actor, str], bool]
LONGEST = 100
MOST = 50
_checks: dict[str, Check] = {}


def allow_topic(prefix: str, check: Check) -> None:
    """Let `prefix:<id>` be heard by actors for whom `check(session, actor, id)` holds."""
    _checks[prefix] = check


def may_hear(session: Session, actor: Actor, topic: str) -> bool:
    """Whether the actor may learn that this topic moved; unknown topics may be heard by nobody."""
    prefix, _, what = topic.partition(":")
    check = _checks.get(prefix)
    return check is not None and bool(what) and len(topic) <= LONGEST and check(session, actor, what)


def split(text: str) -> tuple[str, ...]:
    """Read a list of topics, separated by spaces or commas."""
    return tuple(dict.fromkeys(text.replace(",", " ").split()))[:MOST]


def _own(session: Session, actor: Actor, what: str) -> bool:
    return actor.id == what


allow_topic("person", _own)
