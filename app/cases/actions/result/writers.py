"""What is written when the engine has run an instance, and in which order: the one place that says so.

Each part belongs to the feature that owns its rows, which puts it in by name, so that what stands below knows nothing
of what stands above. All parts of one result are one transaction; a part that nobody has put in stops everything, and
none is put in twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.cases.tables import Incident, Instance
from app.kernel.policy import Actor
from processes.engine import ExecutionResult, Waiting

Applied = tuple[Instance, ExecutionResult]
Step = Callable[[], list[Applied]]


@dataclass
class Writing:
    """One result being written: by whom and when, and what its parts tell those behind them.

    `columns` go into the instance's row; `awaited` are the messages newly waited for; `news` are incidents, of which is
    told when all is done that follows.
    """

    actor: Actor
    now: datetime
    news: list[Incident]
    columns: dict[str, Any] = field(default_factory=dict)
    awaited: tuple[Waiting, ...] = ()


Writer = Callable[[Session, Instance, ExecutionResult, Writing], None]
FollowUp = Callable[[Session, Instance, ExecutionResult, Writing], Iterable[Step]]

# What happened comes first, for it is true whatever follows; the row of the instance comes behind all that it counts.
WRITERS = ("history", "tasks", "waits", "incidents", "row", "thrown", "stopped_calls")
# What is to be done next; nothing of it for a suspended instance.
FOLLOW_UPS = ("calls", "task_listeners", "kept_messages", "callers")

_writers: dict[str, Writer] = {}
_follow_ups: dict[str, FollowUp] = {}


def writes(part: str) -> Callable[[Writer], Writer]:
    """Have a function write a part of every result; raises ValueError for one without a place, or put in before."""

    def put(writer: Writer) -> Writer:
        _put(_writers, WRITERS, part, writer)
        return writer

    return put


def follows(part: str) -> Callable[[FollowUp], FollowUp]:
    """Have a function say what follows from every result; ValueError for one without a place, or put in before."""

    def put(follow_up: FollowUp) -> FollowUp:
        _put(_follow_ups, FOLLOW_UPS, part, follow_up)
        return follow_up

    return put


def _put(known: dict[str, Any], order: tuple[str, ...], part: str, doing: Any) -> None:
    if part not in order:
        raise ValueError(f"Expected one of {', '.join(order)}, but this is {part}. Give it a place in the order first.")
    if known.setdefault(part, doing) is not doing:
        raise ValueError(
            f"Expected one who writes {part}, but {known[part].__module__} does already. Name another part."
        )


def write(session: Session, instance: Instance, result: ExecutionResult, writing: Writing) -> list[Step]:
    """Write all parts of a result in order, and give what is to be done next, each step when its time comes."""
    for part in WRITERS:
        _writers[part](session, instance, result, writing)
    if instance.state == "suspended":
        return []
    return [step for part in FOLLOW_UPS for step in _follow_ups[part](session, instance, result, writing)]
