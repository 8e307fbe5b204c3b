"""What people answer for, by kind: each feature says what there is, what of it is without anybody, how it goes on.

A kind lists its orphans by a select with the columns `title`, `ref` (its address is made of it) and `whose`, of what
the actor may see to; and gives what one person has to another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.kernel.policy import Actor

MOST_COUNTED = 99
MOST_SHOWN = 50


@dataclass(frozen=True)
class Kind:
    """Something that people have: in words for one and several, and what to do about those without anybody."""

    key: str
    one: str
    several: str
    help: str
    orphans: Callable[[Actor], Select[Any]]
    url: Callable[[str], str]
    has: Callable[[Session, str], int]
    give: Callable[[Session, Actor, str, Actor], int] | None = None

    def words(self, count: int) -> str:
        """Say how many of them, as “3 processes”."""
        return f"{count} {self.one if count == 1 else self.several}"


@dataclass(frozen=True)
class Orphan:
    """A thing without anybody: what it is called, where it stands, who had it."""

    title: str
    url: str
    whose: str


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; features do so when they are registered."""
    _kinds[kind.key] = kind


def kinds() -> list[Kind]:
    """Give all kinds, in the order in which features told of them."""
    return list(_kinds.values())


def without_anybody(session: Session, actor: Actor) -> list[tuple[Kind, list[Orphan]]]:
    """Give what nobody answers for and the actor may see to: of each kind the first 50, one statement a kind."""
    found = []
    for kind in kinds():
        rows = session.execute(kind.orphans(actor).limit(MOST_SHOWN)).all()
        if rows:
            found.append((kind, [Orphan(row.title, kind.url(row.ref), row.whose or "") for row in rows]))
    return found


def counts(session: Session, actor: Actor) -> list[tuple[Kind, int]]:
    """Count what is without anybody, up to 99 of a kind, in one statement."""
    asked = kinds()
    if not asked:
        return []
    columns = [
        select(func.count())
        .select_from(kind.orphans(actor).limit(MOST_COUNTED).subquery())
        .scalar_subquery()
        .label(kind.key)
        for kind in asked
    ]
    row = session.execute(select(*columns)).one()
    return [(kind, count) for kind, count in zip(asked, row, strict=True) if count]


def held(session: Session, person_id: str) -> list[tuple[Kind, int]]:
    """Count what a person has, of each kind that can be given to somebody else."""
    return [(kind, count) for kind in kinds() if kind.give is not None and (count := kind.has(session, person_id))]
