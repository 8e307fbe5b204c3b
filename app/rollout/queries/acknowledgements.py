"""Who has read what a version changed, by where people work: for those who see to it that everybody does."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import ScalarSelect, Subquery, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.tables import Person, RoleGrant, Unit
from app.kernel.audit import AuditEntry
from app.kernel.subject import Subject
from app.rollout.tables import Acknowledgement, Concern, Rollout

MOST_UNITS, MOST_NAMED = 200, 20
REMINDED = "version_reminded"


@dataclass(frozen=True)
class Missing:
    """Somebody whom a version concerns and who has not said that they have read it."""

    id: str
    name: str


@dataclass(frozen=True)
class UnitReaders:
    """How many people of a unit a version concerns, how many have read it, and the first of those who have not.

    Without a unit they are those whose only roles are on the whole organisation.
    """

    unit_id: str | None
    unit: str | None
    concerned: int
    read: int
    missing: tuple[Missing, ...]

    @property
    def left(self) -> int:
        """How many have not read it."""
        return self.concerned - self.read

    @property
    def unnamed(self) -> int:
        """How many of them are not named."""
        return self.left - len(self.missing)


@dataclass(frozen=True)
class Readers:
    """Who has read a version, unit by unit; `is_cut` says that there are more units than are told."""

    units: tuple[UnitReaders, ...]
    concerned: int
    read: int
    is_cut: bool

    @property
    def left(self) -> int:
        """How many have not read it."""
        return self.concerned - self.read


def readers(session: Session, rollout: Rollout) -> Readers:
    """Give who has read what a rollout brought, by the lowest unit in which each has a role: one statement."""
    counted = _counted(rollout)
    rows = (
        select(counted, Unit.name.label("unit"))
        .outerjoin(Unit, Unit.id == counted.c.unit_id)
        .where(or_(counted.c.place == 1, and_(counted.c.place <= MOST_NAMED, counted.c.read_at.is_(None))))
        .where(counted.c.ranked <= MOST_UNITS + 1)
        .order_by(counted.c.ranked, counted.c.place)
    )
    units = []
    concerned = read = 0
    for unit_id, group in groupby(session.execute(rows), key=lambda row: row.unit_id):
        people = list(group)
        first = people[0]
        concerned, read = first.everybody, first.everybody_read
        missing = tuple(Missing(row.id, row.name) for row in people if row.read_at is None)
        units.append(UnitReaders(unit_id, first.unit, first.concerned, first.read, missing))
    return Readers(tuple(units[:MOST_UNITS]), concerned, read, len(units) > MOST_UNITS)


def _counted(rollout: Rollout) -> Subquery:
    """Everybody whom a rollout concerns, with how many there are in their unit, and their place among these."""
    read = and_(Acknowledgement.version_id == rollout.version_id, Acknowledgement.person_id == Person.id)
    people = (
        select(Person.id, Person.name, Acknowledgement.at.label("read_at"), _home().label("unit_id"))
        .join(Concern, Concern.person_id == Person.id)
        .outerjoin(Acknowledgement, read)
        .where(Concern.rollout_id == rollout.id, Person.active)
        .subquery()
    )
    path = func.coalesce(Unit.path, "")
    here = people.c.unit_id
    return (
        select(
            people,
            func.count().over(partition_by=here).label("concerned"),
            func.count(people.c.read_at).over(partition_by=here).label("read"),
            func.count().over().label("everybody"),
            func.count(people.c.read_at).over().label("everybody_read"),
            func.row_number()
            .over(partition_by=here, order_by=(people.c.read_at.is_not(None), people.c.name, people.c.id))
            .label("place"),
            func.dense_rank().over(order_by=(path, func.coalesce(people.c.unit_id, ""))).label("ranked"),
        )
        .outerjoin(Unit, Unit.id == people.c.unit_id)
        .subquery()
    )


def _home() -> ScalarSelect[str]:
    """The lowest of the units in which a person has a role."""
    held = (
        select(RoleGrant.unit_id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.person_id == Person.id)
        .order_by(func.length(Unit.path).desc(), Unit.path)
        .limit(1)
    )
    return held.correlate(Person).scalar_subquery()


def missing_ids(session: Session, rollout: Rollout) -> list[str]:
    """Give the ids of those whom a rollout concerns and who have not said that they have read it."""
    read = and_(Acknowledgement.version_id == rollout.version_id, Acknowledgement.person_id == Concern.person_id)
    rows = (
        select(Concern.person_id)
        .join(Person, Person.id == Concern.person_id)
        .outerjoin(Acknowledgement, read)
        .where(Concern.rollout_id == rollout.id, Person.active, Acknowledgement.at.is_(None))
    )
    return list(session.scalars(rows.order_by(Concern.person_id)))


def last_reminded(session: Session, rollout: Rollout) -> datetime | None:
    """Give when those who had not read a version were last reminded."""
    about = str(Subject.of("rollout", rollout.id))
    rows = select(func.max(AuditEntry.at)).where(AuditEntry.kind == REMINDED, AuditEntry.subject == about)
    return session.scalar(rows)


def read_counts(session: Session, version_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Give, by version, how many people it concerns and how many of them have read it: one statement."""
    read = and_(Acknowledgement.version_id == Rollout.version_id, Acknowledgement.person_id == Concern.person_id)
    rows = (
        select(Rollout.version_id, func.count(), func.count(Acknowledgement.at))
        .join(Concern, Concern.rollout_id == Rollout.id)
        .join(Person, Person.id == Concern.person_id)
        .outerjoin(Acknowledgement, read)
        .where(Rollout.version_id.in_(version_ids), Person.active)
        .group_by(Rollout.version_id)
    )
    return {version_id: (concerned, known) for version_id, concerned, known in session.execute(rows)}
