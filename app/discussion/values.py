"""The stream of what is said about a process: its entries, and where somebody has read to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

# Entries of one moment stand in this order.
COMMENTS, FLAGS, PROPOSALS = KINDS = ("comments", "flags", "proposals")


@dataclass(frozen=True)
class Entry:
    """A thread, the flags on a step, or a proposal: of which kind, when something last happened to it, how it reads."""

    kind: str
    at: datetime
    id: str
    shown: Any

    @property
    def cursor(self) -> str:
        """Where the entries after this one begin, for an address."""
        return f"{self.at.isoformat()} {self.kind} {self.id}"


@dataclass(frozen=True)
class ReadTo:
    """The last entry that somebody has read."""

    at: datetime
    kind: str
    id: str

    @classmethod
    def of(cls, cursor: str) -> ReadTo | None:
        """Read what an entry gave; None for anything else, which begins with the newest."""
        at, _first, rest = cursor.partition(" ")
        kind, _second, id = rest.partition(" ")
        try:
            moment = datetime.fromisoformat(at)
            return cls(moment.astimezone(UTC), kind, id) if kind in KINDS and moment.tzinfo is not None else None
        except (ValueError, OverflowError):
            return None


def follows(read: ReadTo | None, kind: str, at: Any, id: Any) -> ColumnElement[bool]:
    """Whether an entry of a kind, with these columns as its moment and its id, comes after what was read."""
    if read is None:
        return true()
    if kind == read.kind:
        return or_(at < read.at, and_(at == read.at, id < read.id))
    before: ColumnElement[bool] = at < read.at if KINDS.index(kind) < KINDS.index(read.kind) else at <= read.at
    return before


def merged(sources: Sequence[Sequence[Entry]], limit: int) -> tuple[list[Entry], str | None]:
    """Give the newest entries of sources that are each newest first, and the cursor of those that follow."""
    entries = [entry for source in sources for entry in source]
    entries.sort(key=lambda entry: KINDS.index(entry.kind))
    entries.sort(key=lambda entry: entry.at, reverse=True)
    shown = entries[:limit]
    return shown, shown[-1].cursor if len(entries) > limit else None
