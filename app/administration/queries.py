"""The dense lists of the administration: people, roles, what was done."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from app.accounts.tables import Person, RoleGrant, Unit
from app.kernel.api.paging import Page, page
from app.kernel.audit import AuditEntry
from app.kernel.subject import Subject

# Kinds of things that earlier releases wrote into the log by their ids alone.
ONCE_BARE = ("absence", "incident", "instance", "process", "task")


@dataclass(frozen=True)
class PeopleFilter:
    """Which people somebody looks for."""

    q: str = ""
    role: str = ""
    unit: str = ""
    state: str = "active"


def people_matching(wanted: PeopleFilter) -> Select[Person]:
    """Give the statement that finds people by text, role, unit (and all below it) and state."""
    statement = select(Person)
    if wanted.state in ("active", "inactive"):
        statement = statement.where(Person.active.is_(wanted.state == "active"))
    if wanted.state == "refused":
        statement = statement.where(Person.active, Person.mail_refused_at.is_not(None))
    if wanted.q.strip():
        like = f"%{wanted.q.strip().lower()}%"
        statement = statement.where(
            or_(func.lower(Person.name).like(like), Person.email.like(like), Person.handle.like(like))
        )
    if wanted.role or wanted.unit:
        held = exists().where(RoleGrant.person_id == Person.id)
        if wanted.role:
            held = held.where(RoleGrant.role == wanted.role)
        if wanted.unit:
            inside = or_(Unit.path == wanted.unit, Unit.path.startswith(wanted.unit + "/", autoescape=True))
            held = held.where(RoleGrant.unit_id == Unit.id, inside)
        statement = statement.where(held)
    return statement


def people_page(session: Session, wanted: PeopleFilter, cursor: str | None, limit: int = 50) -> Page[Person]:
    """Give a page of people by name."""
    return page(session, people_matching(wanted), (Person.name, Person.id), cursor, limit)


def grants_of(session: Session, person_ids: list[str]) -> dict[str, list[RoleGrant]]:
    """Give the roles, with their units, of these people: one statement."""
    statement = (
        select(RoleGrant)
        .outerjoin(RoleGrant.unit)
        .options(contains_eager(RoleGrant.unit))
        .where(RoleGrant.person_id.in_(person_ids))
        .order_by(Unit.path, RoleGrant.role)
    )
    found: dict[str, list[RoleGrant]] = {}
    for grant in session.scalars(statement):
        found.setdefault(grant.person_id, []).append(grant)
    return found


def roles_page(session: Session, role: str, unit: str, cursor: str | None) -> Page[RoleGrant]:
    """Give a page of roles with their people and units, newest last."""
    statement = (
        select(RoleGrant)
        .join(RoleGrant.person)
        .outerjoin(RoleGrant.unit)
        .options(contains_eager(RoleGrant.person), contains_eager(RoleGrant.unit))
    )
    if role:
        statement = statement.where(RoleGrant.role == role)
    if unit:
        statement = statement.where(or_(Unit.path == unit, Unit.path.startswith(unit + "/", autoescape=True)))
    return page(session, statement, (RoleGrant.id,), cursor)


def unit_sizes(session: Session) -> dict[str, int]:
    """Give how many people hold a role in each unit, by its id."""
    statement = select(RoleGrant.unit_id, func.count(RoleGrant.person_id.distinct())).group_by(RoleGrant.unit_id)
    return {unit_id: number for unit_id, number in session.execute(statement) if unit_id}


def audit_page(session: Session, kind: str, person: str, subject: str, cursor: str | None) -> Page[AuditEntry]:
    """Give a page of the audit log, the newest entry first."""
    statement = select(AuditEntry)
    if kind:
        statement = statement.where(AuditEntry.kind.startswith(kind, autoescape=True))
    if person:
        statement = statement.where(AuditEntry.actor_id == person)
    if subject:
        statement = statement.where(AuditEntry.subject.in_(_ways_to_name(Subject(subject))))
    return page(session, statement, (AuditEntry.seq,), cursor, descending=True)


def _ways_to_name(subject: Subject) -> list[str]:
    """Give how entries name a thing, of this release and of earlier ones, whichever of both the given name is from."""
    if not subject.id:
        return [subject, *(Subject.of(kind, subject) for kind in ONCE_BARE)]
    return [subject, subject.id] if subject.kind in ONCE_BARE else [subject]
