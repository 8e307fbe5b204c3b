"""Signing in with an account at an OpenID provider."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.actions.grants import grant
from app.accounts.actions.people import insert_person
from app.accounts.events import PersonAdded
from app.accounts.tables import OidcLink, Person
from app.kernel import audit
from app.kernel.errors import Forbidden
from app.kernel.events import announce
from app.kernel.policy import SYSTEM, Actor


def person_for(session: Session, claims: dict[str, Any], *, create: bool) -> Person:
    """Give the person linked to an issuer and subject; a new one only where people may be created.

    An e-mail address alone never opens an existing account. Raises Forbidden where there is no way in.
    """
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    link = session.get(OidcLink, (issuer, subject))
    if link is not None:
        return _active(session.get(Person, link.person_id))
    email = str(claims.get("email") or "")
    if queries.by_email(session, email) is not None:
        raise Forbidden(
            "NOT_LINKED",
            "Expected your sign-in to be connected with your account here, but it is not yet. "
            "Sign in with your password first, then connect it on your page.",
        )
    if not create or not email or claims.get("email_verified") is False:
        raise Forbidden(
            "NO_ACCOUNT", "Expected an account for you here, but there is none. Ask an administrator to add you."
        )
    person = insert_person(session, email, str(claims.get("name") or email.split("@")[0]))
    grant(session, SYSTEM, person, "worker", None)
    link_account(session, Actor(person.id, person.name), person, claims)
    announce(session, PersonAdded(person.id))
    return person


def link_account(session: Session, actor: Actor, person: Person, claims: dict[str, Any]) -> None:
    """Connect an account at a provider with a person who is signed in; raises Forbidden if it is somebody else's."""
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    link = session.get(OidcLink, (issuer, subject))
    if link is not None and link.person_id != person.id:
        raise Forbidden(
            "LINKED_TO_ANOTHER",
            "Expected an account that nobody else uses here, but it belongs to another person. Use your own.",
        )
    if link is None:
        session.add(OidcLink(issuer=issuer, subject=subject, person_id=person.id))
        session.flush()
        audit.record(session, actor, "account.linked", f"person:{person.id}", {"issuer": issuer})


def _active(person: Person | None) -> Person:
    if person is None or not person.active:
        raise Forbidden("LEFT", "Expected an active account, but yours is closed. Ask an administrator.")
    return person
