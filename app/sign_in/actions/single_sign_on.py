"""Signing in with an account at an OpenID provider."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.actions.grants import grant
from app.accounts.actions.naming import free_name
from app.accounts.actions.people import insert_person
from app.accounts.events import PersonAdded
from app.accounts.tables import Person
from app.kernel import audit
from app.kernel.errors import Forbidden
from app.kernel.events import announce
from app.kernel.i18n import _
from app.kernel.policy import SYSTEM, Actor
from app.kernel.subject import Subject
from app.sign_in.tables import OidcLink


def person_for(session: Session, claims: dict[str, Any], *, create: bool, match: bool = False) -> Person:
    """Give the person linked to an issuer and subject; a new one only where people may be created.

    With `match`, somebody who was added beforehand and never had a way in is linked by an address that the issuer has
    verified. Else an e-mail address alone never opens an existing account. Raises Forbidden where there is no way in.
    """
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    link = session.get(OidcLink, (issuer, subject))
    if link is not None:
        return _active(session.get(Person, link.person_id))
    email = str(claims.get("email") or "")
    known = queries.by_email(session, email)
    if known is not None:
        if match and claims.get("email_verified") is True and _has_no_way_in(session, known):
            _active(known)
            link_account(session, Actor(known.id, known.name), known, claims, by="verified address")
            return known
        raise Forbidden(
            "NOT_LINKED",
            _(
                "Expected your sign-in to be connected with your account here, but it is not yet. Sign in with your "
                "password first, then connect it on your page; an administrator can give you a link to choose a "
                "password."
            ),
            for_people=_(
                "Your sign-in is not connected with your account here yet. Sign in with your password first, then "
                "connect it on your page; an administrator can give you a link to choose a password."
            ),
        )
    if not create or not email or claims.get("email_verified") is False:
        raise Forbidden(
            "NO_ACCOUNT",
            _("Expected an account for you here, but there is none. Ask an administrator to add you."),
            for_people=_("There is no account for you here yet. Ask an administrator to add you."),
        )
    person = insert_person(session, email, free_name(session, str(claims.get("name") or ""), email))
    grant(session, SYSTEM, person, "worker", None)
    link_account(session, Actor(person.id, person.name), person, claims)
    announce(session, PersonAdded(person.id))
    return person


def _has_no_way_in(session: Session, person: Person) -> bool:
    """Whether nobody can sign in as this person yet, looked at with the row locked: two may come at once."""
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    session.refresh(person)
    linked = session.scalar(select(OidcLink.subject).where(OidcLink.person_id == person.id).limit(1))
    return person.password_hash is None and linked is None


def link_account(
    session: Session, actor: Actor, person: Person, claims: dict[str, Any], *, by: str = "the person"
) -> None:
    """Connect an account at a provider with a person; raises Forbidden if it is somebody else's."""
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    link = session.get(OidcLink, (issuer, subject))
    if link is not None and link.person_id != person.id:
        raise Forbidden(
            "LINKED_TO_ANOTHER",
            _("Expected an account that nobody else uses here, but it belongs to another person. Use your own."),
            for_people=_("This sign-in belongs to another person here. Use your own."),
        )
    if link is None:
        session.add(OidcLink(issuer=issuer, subject=subject, person_id=person.id))
        session.flush()
        audit.record(session, actor, "account.linked", Subject.of("person", person.id), {"issuer": issuer, "by": by})


def _active(person: Person | None) -> Person:
    if person is None or not person.active:
        raise Forbidden(
            "LEFT",
            _("Expected an active account, but yours is closed. Ask an administrator."),
            for_people=_("Your account is closed. Ask an administrator."),
        )
    return person
