"""Who is asking: a person with roles and groups, always in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.tables import GroupMember, Person, RoleGrant, Unit
from app.kernel.api.paging import Rows
from app.kernel.policy import INTERNAL, Actor, Grant


def _anybody(*extra: Any) -> Rows:
    return (
        select(
            Person.id, Person.name, Person.email, Person.handle, Person.kind, Person.zone, Person.language,
            RoleGrant.role, Unit.path, Unit.partner, GroupMember.group_id, *extra,
        )
        .select_from(Person)
        .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .outerjoin(GroupMember, GroupMember.person_id == Person.id)
    )  # fmt: skip


def who(*extra: Any) -> Rows:
    """Give the statement of active people with their roles and groups, and what `extra` columns tell besides."""
    return _anybody(*extra).where(Person.active)


def actor_of(rows: Sequence[Any]) -> Actor:
    """Give the one person whom the rows of `who` tell of."""
    first = rows[0]
    grants = frozenset(Grant(r.role, r.path or "", bool(r.partner)) for r in rows if r.role)
    groups = frozenset(r.group_id for r in rows if r.group_id)
    about = {"kind": first.kind, "zone": first.zone, "language": first.language, "handle": first.handle}
    return Actor(first.id, first.name, first.email, grants, groups=groups, **about)


def actor_for(session: Session, person: Person | str) -> Actor:
    """Give a person as an actor; one without any rights if they are not active."""
    person_id = person if isinstance(person, str) else person.id
    rows = session.execute(who().where(Person.id == person_id)).all()
    return actor_of(rows) if rows else Actor(person_id)


def as_they_were(session: Session, person_id: str) -> Actor:
    """Give a person with the roles and groups they hold, as if they had not left."""
    rows = session.execute(_anybody().where(Person.id == person_id)).all()
    return actor_of(rows) if rows else Actor(person_id)


def actors(session: Session, ids: Iterable[str] | None = None) -> dict[str, Actor]:
    """Give active people as actors, by id: all of them, or those among `ids`."""
    statement = who() if ids is None else who().where(Person.id.in_(set(ids)))
    rows: dict[str, list[Any]] = {}
    for row in session.execute(statement):
        rows.setdefault(row.id, []).append(row)
    return {person_id: actor_of(found) for person_id, found in rows.items()}


def takes_part(person: Any = Person) -> ColumnElement[bool]:
    """Give the condition on Person, or an alias of it: they have not left, and hold a role somewhere."""
    held = aliased(RoleGrant)
    return and_(person.active, exists().where(held.person_id == person.id).correlate_except(held))


def works_here(person: Any = Person) -> ColumnElement[bool]:
    """As Actor.is_internal, the condition on Person or an alias of it: they have not left, and hold a role inside."""
    held, unit = aliased(RoleGrant), aliased(Unit)
    inside = (
        select(held.id)
        .outerjoin(unit, unit.id == held.unit_id)
        .where(held.person_id == person.id, held.role.in_(sorted(INTERNAL)), unit.partner.is_not(True))
        .correlate_except(held, unit)
    )
    return and_(person.active, inside.exists())


def holders(session: Session, *roles: str, unit_path: str = "") -> set[str]:
    """Give the ids of active people who hold one of the roles on the unit or above it."""
    parts = unit_path.split("/")
    above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    statement = (
        select(Person.id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(Person.active, RoleGrant.role.in_(roles), or_(RoleGrant.unit_id.is_(None), Unit.path.in_(above)))
    )
    return set(session.scalars(statement))
