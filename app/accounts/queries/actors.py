"""Who is asking: a person with roles and groups, always in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.tables import ApiToken, GroupMember, Person, RoleGrant, Unit, WebSession
from app.kernel.api.paging import Rows
from app.kernel.db.database import run
from app.kernel.policy import INTERNAL, Actor, Grant

IDLE = timedelta(days=7)


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


def _who(*extra: Any) -> Rows:
    return _anybody(*extra).where(Person.active)


def _actor(rows: Sequence[Any]) -> Actor:
    first = rows[0]
    grants = frozenset(Grant(r.role, r.path or "", bool(r.partner)) for r in rows if r.role)
    groups = frozenset(r.group_id for r in rows if r.group_id)
    about = {"kind": first.kind, "zone": first.zone, "language": first.language, "handle": first.handle}
    return Actor(first.id, first.name, first.email, grants, groups=groups, **about)


def actor_for(session: Session, person: Person | str) -> Actor:
    """Give a person as an actor; one without any rights if they are not active."""
    person_id = person if isinstance(person, str) else person.id
    rows = session.execute(_who().where(Person.id == person_id)).all()
    return _actor(rows) if rows else Actor(person_id)


def as_they_were(session: Session, person_id: str) -> Actor:
    """Give a person with the roles and groups they hold, as if they had not left."""
    rows = session.execute(_anybody().where(Person.id == person_id)).all()
    return _actor(rows) if rows else Actor(person_id)


def actors(session: Session, ids: Iterable[str] | None = None) -> dict[str, Actor]:
    """Give active people as actors, by id: all of them, or those among `ids`."""
    statement = _who() if ids is None else _who().where(Person.id.in_(set(ids)))
    rows: dict[str, list[Any]] = {}
    for row in session.execute(statement):
        rows.setdefault(row.id, []).append(row)
    return {person_id: _actor(found) for person_id, found in rows.items()}


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


# Asked by every request, so built once.
_BY_SESSION = (
    _who(WebSession.id.label("session_id"), WebSession.seen_at)
    .join(WebSession, WebSession.person_id == Person.id)
    .where(
        WebSession.digest == bindparam("digest"),
        WebSession.ends_at > bindparam("now"),
        WebSession.seen_at > bindparam("idle"),
    )
)
_BY_TOKEN = (
    _who(ApiToken.id.label("token_id"), ApiToken.scopes, ApiToken.used_at, ApiToken.expires_at)
    .join(ApiToken, ApiToken.person_id == Person.id)
    .where(ApiToken.digest == bindparam("digest"), ApiToken.revoked_at.is_(None))
)


def actor_by_session(session: Session, digest: str, now: datetime) -> tuple[Actor, str, datetime] | None:
    """Give who is signed in under a session digest, the session's id and when it was last seen."""
    rows = run(session, _BY_SESSION, {"digest": digest, "now": now, "idle": now - IDLE}).all()
    return (_actor(rows), rows[0].session_id, rows[0].seen_at) if rows else None


def actor_by_token(session: Session, digest: str, now: datetime) -> tuple[Actor, str, datetime | None] | None:
    """Give for whom a token digest acts, within its scopes, the token's id and when it was last used."""
    rows = run(session, _BY_TOKEN, {"digest": digest}).all()
    if not rows or (rows[0].expires_at is not None and rows[0].expires_at <= now):
        return None
    return replace(_actor(rows), scopes=frozenset(rows[0].scopes)), rows[0].token_id, rows[0].used_at
