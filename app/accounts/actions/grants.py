"""Roles on units."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.events import GrantsChanged, RoleRevoked
from app.accounts.policy import Accounts
from app.accounts.tables import Person, RoleGrant, Unit
from app.kernel import audit, policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.events import announce
from app.kernel.i18n import _, joined
from app.kernel.policy import ROLES, Actor
from app.kernel.subject import Subject


def give_role(session: Session, actor: Actor, person: Person, role: str, unit: Unit | None = None) -> RoleGrant:
    """Give a person a role on a unit and all below it, or on everything; nothing changes if they have it."""
    policy.require(actor, Accounts.GIVE_ROLE, unit)
    return grant(session, actor, person, role, unit)


def grant(session: Session, actor: Actor, person: Person, role: str, unit: Unit | None) -> RoleGrant:
    """Store a role and say so in the audit log; the caller has asked the policy."""
    if role not in ROLES:
        words = _("Choose one of {kinds}.", kinds=joined(", ", ROLES))
        raise Invalid(
            "NO_SUCH_ROLE",
            _("Expected a role, but {role} is none. {words}", role=repr(role[:40]), words=words),
            {"role": words},
        )
    unit_id = unit.id if unit is not None else None
    same = RoleGrant.unit_id == unit_id if unit_id else RoleGrant.unit_id.is_(None)
    found = session.scalar(select(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.role == role, same))
    if found is not None:
        return found
    given = RoleGrant(person_id=person.id, unit_id=unit_id, role=role)
    session.add(given)
    session.flush()
    audit.record(session, actor, "role.given", Subject.of("person", person.id), {"role": role, "unit": _path(unit)})
    announce(session, GrantsChanged(person.id))
    return given


def take_role(session: Session, actor: Actor, given: RoleGrant) -> None:
    """Take a role from a person; raises Conflict for the last administrator of the whole organisation."""
    unit = session.get(Unit, given.unit_id) if given.unit_id else None
    policy.require(actor, Accounts.GIVE_ROLE, unit)
    if given.role == "admin" and given.unit_id is None:
        keep_an_administrator(session, without=given.person_id)
    session.delete(given)
    session.flush()
    audit.record(
        session, actor, "role.taken", Subject.of("person", given.person_id), {"role": given.role, "unit": _path(unit)}
    )
    announce(session, GrantsChanged(given.person_id))
    announce(session, RoleRevoked(given.person_id, given.role, _path(unit), bool(unit and unit.partner)))


def keep_an_administrator(session: Session, without: str) -> None:
    """Raise Conflict where nobody else could administer the whole organisation any more.

    The rows are locked in the order of their ids, so that two administrators cannot remove each other at once.
    """
    rows = session.scalars(
        select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == "admin", RoleGrant.unit_id.is_(None), Person.active)
        .order_by(RoleGrant.id)
        .with_for_update()
    )
    administrators = set(rows)
    if without in administrators and administrators == {without}:
        raise Conflict(
            "LAST_ADMIN",
            _("Expected at least one administrator to remain, but this is the last. Make somebody else one first."),
            for_people=_("This is the last administrator. Make somebody else one first."),
        )


def _path(unit: Unit | None) -> str:
    return unit.path if unit is not None else ""
