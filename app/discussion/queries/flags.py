"""Flags: who thinks what of a step, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.tables import Person
from app.catalog.queries import answered_by, visible_inside
from app.catalog.tables import Process, VersionStep
from app.discussion.tables import FLAG_KINDS, PRAISE, Flag
from app.kernel.api.paging import Page, page
from app.kernel.policy import Actor
from processes.called import headed


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


def flags_of(session: Session, process_id: str, step_id: str, person_id: str) -> list[Flag]:
    """Give how one person flagged a step, oldest first."""
    here = select(Flag).where(Flag.process_id == process_id, Flag.step_id == step_id, Flag.person_id == person_id)
    return list(session.scalars(here.order_by(Flag.created_at, Flag.id)))


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
    session: Session, process_ids: Collection[str] | Select[str], without: str = "", limit: int = 100
) -> list[tuple[Flag, Person]]:
    """Give the newest flags that others raised in these processes, without praise."""
    statement = (
        select(Flag, Person)
        .join(Person, Person.id == Flag.person_id)
        .where(Flag.process_id.in_(process_ids), Flag.person_id != without, Flag.kind != PRAISE)
        .order_by(Flag.created_at.desc(), Flag.id.desc())
        .limit(limit)
    )
    return [(flag, person) for flag, person in session.execute(statement)]


@dataclass(frozen=True)
class Flagged:
    """A step that people flagged: in which process, what it is called, how many did, and the newest reason of one."""

    process: Process
    step_id: str
    name: str
    people: int
    told: Flag | None


def most_flagged(session: Session, actor: Actor, limit: int = 5) -> list[Flagged]:
    """Give the steps of live versions that most people flagged, in processes the actor owns or manages.

    Praise does not count; one statement.
    """
    who, told = func.count(Flag.person_id.distinct()), func.max(case((Flag.reason != "", Flag.id)))
    called = func.coalesce(func.nullif(VersionStep.name, ""), VersionStep.called, "")
    here = (VersionStep.version_id == Process.live_version_id) & (VersionStep.step_id == Flag.step_id)
    counted = (
        select(Flag.process_id, Flag.step_id, called.label("called"), who.label("people"), told.label("told"))
        .join(Process, Process.id == Flag.process_id)
        .join(VersionStep, here)
        .where(Flag.kind != PRAISE, Process.archived_at.is_(None))
        .where(answered_by(actor, "manager"), visible_inside(actor))
        .group_by(Flag.process_id, Flag.step_id, VersionStep.name, VersionStep.called)
        .order_by(who.desc(), Flag.process_id, Flag.step_id)
        .limit(limit)
        .subquery()
    )
    reason = aliased(Flag)
    rows = select(Process, counted.c.step_id, counted.c.called, counted.c.people, reason)
    rows = rows.join(counted, counted.c.process_id == Process.id).outerjoin(reason, reason.id == counted.c.told)
    ordered = rows.order_by(counted.c.people.desc(), Process.title, counted.c.step_id)
    return [Flagged(process, step, headed(name), n, flag) for process, step, name, n, flag in session.execute(ordered)]
