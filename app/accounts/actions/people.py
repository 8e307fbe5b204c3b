"""People come, change and leave."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.actions.grants import grant, keep_an_administrator
from app.accounts.actions.naming import (
    checked_email,
    checked_handle,
    checked_language,
    checked_name,
    checked_zone,
    free_handle,
)
from app.accounts.events import PersonAdded, PersonDeactivated
from app.accounts.policy import Accounts
from app.accounts.tables import Person, Unit
from app.kernel import audit, policy
from app.kernel.errors import Conflict, Invalid
from app.kernel.events import announce
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.subject import Subject


def add_person(
    session: Session,
    actor: Actor,
    email: str,
    name: str,
    role: str | None,
    unit: Unit | str | None = None,
    password_hash: str | None = None,
) -> Person:
    """Add a person with one role; raises Conflict if the e-mail address is taken, Invalid for what cannot be."""
    place = queries.find_unit(session, unit) if isinstance(unit, str) else unit
    policy.require(actor, Accounts.GIVE_ROLE, place)
    person = insert_person(session, email, name, password_hash)
    audit.record(
        session, actor, "person.added", Subject.of("person", person.id), {"email": person.email, "name": person.name}
    )
    if role:
        grant(session, actor, person, role, place)
    announce(session, PersonAdded(person.id))
    return person


def insert_person(session: Session, email: str, name: str, password_hash: str | None = None) -> Person:
    """Check and store a new person, without rights and without asking who does it."""
    email = checked_email(email)
    if queries.by_email(session, email) is not None:
        raise Conflict(
            "EMAIL_TAKEN",
            _(
                "Expected a new e-mail address, but somebody with {email} is here already. Change that person instead.",
                email=email,
            ),
            errors={"email": _("Somebody with this address is here already.")},
        )
    name = checked_name(session, name, namesake=True)
    person = Person(
        email=email, name=name, handle=free_handle(session, email.split("@")[0]),
        password_hash=password_hash,
    )  # fmt: skip
    session.add(person)
    session.flush()
    return person


def edit_person(session: Session, actor: Actor, person: Person, **changes: Any) -> Person:
    """Change a person's name, handle, zone (none = the organisation's) or language (none = their browser's).

    Only administrators change the e-mail address.
    """
    policy.require(actor, Accounts.EDIT_PERSON, person)
    before = {field: getattr(person, field) for field in changes}
    if "email" in changes and changes["email"] != person.email:
        policy.require(actor, Accounts.MANAGE_PEOPLE, person)
        changes["email"] = checked_email(changes["email"])
        if queries.by_email(session, changes["email"]) not in (None, person):
            raise Invalid("EMAIL_TAKEN", _("Expected an unused e-mail address, but it is taken. Use another one."),
                          {"email": _("Somebody with this address is here already.")})  # fmt: skip
    if changes.get("name", person.name) != person.name:
        namesake = policy.allows(actor, Accounts.MANAGE_PEOPLE, person)
        changes["name"] = checked_name(session, changes["name"], person, namesake=namesake)
    if changes.get("handle", person.handle) != person.handle:
        changes["handle"] = checked_handle(session, person, changes["handle"])
    if "zone" in changes:
        changes["zone"] = checked_zone(changes["zone"])
    if "language" in changes:
        changes["language"] = checked_language(changes["language"])
    for field in ("name", "handle", "email", "zone", "language"):
        if field in changes:
            setattr(person, field, changes[field])
    if before != {field: getattr(person, field) for field in changes}:
        audit.record(
            session, actor, "person.edited", Subject.of("person", person.id), {"before": before, "after": changes}
        )
    return person


def deactivate(session: Session, actor: Actor, person: Person) -> None:
    """Let a person take part no longer: sessions and tokens end; what they said and did stays."""
    policy.require(actor, Accounts.MANAGE_PEOPLE, person)
    if not person.active:
        return
    keep_an_administrator(session, without=person.id)
    person.active = False
    audit.record(session, actor, "person.deactivated", Subject.of("person", person.id), {"name": person.name})
    announce(session, PersonDeactivated(person.id))


def reactivate(session: Session, actor: Actor, person: Person) -> None:
    """Let a person who had left take part again, with the roles they had."""
    policy.require(actor, Accounts.MANAGE_PEOPLE, person)
    if person.email.endswith("@anonymous.invalid"):
        raise Conflict(
            "NAMELESS",
            _("Expected somebody with a name, but this person was anonymised. Add them anew."),
            for_people=_("This person was anonymised and cannot come back. Add them anew."),
        )
    if not person.active:
        person.active = True
        audit.record(session, actor, "person.reactivated", Subject.of("person", person.id), {"name": person.name})
