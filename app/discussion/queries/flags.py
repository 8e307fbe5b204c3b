"""Flags: who thinks what of a step, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.discussion.tables import FLAG_KINDS, PRAISE, Flag
from app.kernel.api.paging import Page, page


@dataclass(frozen=True)
class Flags:
    """The flags on one step as one reader sees them."""

    all: tuple[tuple[Flag, Person], ...]
    mine: tuple[Flag, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many flags of each kind there are."""
        return dict(Counter(flag.kind for flag, _ in self.all))

    @property
    def praise(self) -> int:
        """How many say that the step works well."""
        return self.counts.get(PRAISE, 0)

    @property
    def by_kind(self) -> list[tuple[str, str, list[tuple[Flag, Person]]]]:
        """Kind, its words and the flags of this kind; kinds without flags are missing."""
        groups = ((kind, words, [row for row in self.all if row[0].kind == kind]) for kind, words in FLAG_KINDS.items())
        return [group for group in groups if group[2]]


def flags_on_step(session: Session, process_id: str, step_id: str, person_id: str = "") -> Flags:
    """Give the flags on a step, oldest first, and which of them are this person's: one statement."""
    statement = (
        select(Flag, Person)
        .join(Person, Person.id == Flag.person_id)
        .where(Flag.process_id == process_id, Flag.step_id == step_id)
        .order_by(Flag.created_at, Flag.id)
    )
    rows = tuple((flag, person) for flag, person in session.execute(statement))
    return Flags(rows, tuple(flag for flag, _ in rows if flag.person_id == person_id))


def flags_page(
    session: Session, process_id: str, step_id: str, cursor: str | None = None, limit: int = 50
) -> Page[tuple[Flag, Person]]:
    """Give some of the flags on a step with who raised them, oldest first."""
    statement = select(Flag, Person).join(Person, Person.id == Flag.person_id)
    here = statement.where(Flag.process_id == process_id, Flag.step_id == step_id)
    return page(session, here, [Flag.created_at, Flag.id], cursor, limit, scalars=False)


def flag_counts(session: Session, process_id: str, step_id: str) -> dict[str, int]:
    """Count the flags on a step by their kinds."""
    rows = select(Flag.kind, func.count()).where(Flag.process_id == process_id, Flag.step_id == step_id)
    return {kind: count for kind, count in session.execute(rows.group_by(Flag.kind))}


def recent_flags(
    session: Session, process_ids: Collection[str], without: str = "", limit: int = 100
) -> list[tuple[Flag, Person]]:
    """Give the newest flags that others raised in these processes, without praise."""
    if not process_ids:
        return []
    statement = (
        select(Flag, Person)
        .join(Person, Person.id == Flag.person_id)
        .where(Flag.process_id.in_(process_ids), Flag.person_id != without, Flag.kind != PRAISE)
        .order_by(Flag.created_at.desc(), Flag.id.desc())
        .limit(limit)
    )
    return [(flag, person) for flag, person in session.execute(statement)]
