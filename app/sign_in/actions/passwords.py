"""Passwords, and the links with which people choose one."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.policy import Accounts
from app.accounts.tables import Person
from app.kernel import audit, policy
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from app.sign_in import secrets
from app.sign_in.actions.sessions import close_sessions
from app.sign_in.actions.tokens import close_tokens
from app.sign_in.tables import PasswordLink

LINK_LASTS = timedelta(days=7)


def change_password(
    session: Session, actor: Actor, person: Person, old: str, new: str, keep: str | None = None,
    *, end_tokens: bool = False,
) -> None:  # fmt: skip
    """Replace one's own password; all other sessions end, tokens too if wanted. Raises Invalid for a wrong old one."""
    policy.require(actor, Accounts.EDIT_PERSON, person)
    if actor.scopes is not None and "all" not in actor.scopes:
        raise Forbidden(
            "ONLY_IN_PERSON", _("Expected you in person, but this is a program. Sign in and change it there.")
        )
    if person.password_hash and not secrets.verify(person.password_hash, old):
        words = _("This is not your present password.")
        raise Invalid(
            "WRONG_PASSWORD",
            _("Expected your present password, but it is another. {words}", words=words),
            {"old": words},
        )
    try:
        person.password_hash = secrets.hash_password(new)
    except Invalid as error:
        raise Invalid(error.code, error.detail, {"new": error.errors["password"]}) from error
    close_sessions(session, person.id, keep)
    ended = close_tokens(session, person.id) if end_tokens else 0
    audit.record(session, actor, "password.changed", Subject.of("person", person.id), {"tokens_ended": ended})


def set_first_passwords(session: Session, actor: Actor, password: str) -> int:
    """Give everybody who has none yet the same first password, hashed once; for the demo and for training rooms."""
    policy.require(actor, Accounts.MANAGE_PEOPLE)
    hashed = secrets.hash_password(password)
    without = list(session.scalars(select(Person).where(Person.password_hash.is_(None), Person.active)))
    for person in without:
        person.password_hash = hashed
    audit.record(session, actor, "password.first_set", Subject("people"), {"people": [person.id for person in without]})
    return len(without)


def make_link(session: Session, actor: Actor, person: Person) -> str:
    """Give the secret of a link with which a person chooses a password once; earlier links end."""
    policy.require(actor, Accounts.MANAGE_PEOPLE, person)
    return new_link(session, actor, person)


def new_link(session: Session, actor: Actor, person: Person, lasts: timedelta = LINK_LASTS) -> str:
    """Store a new link; the caller has made sure that it only reaches the person or an administrator."""
    session.execute(delete(PasswordLink).where(PasswordLink.person_id == person.id))
    secret = secrets.random_secret()
    session.add(PasswordLink(digest=secrets.digest(secret), person_id=person.id, expires_at=clock.now() + lasts))
    session.flush()
    audit.record(session, actor, "password.link_made", Subject.of("person", person.id), {})
    return secret


def person_of_link(session: Session, secret: str) -> Person:
    """Give for whom a link is; raises NotFound for one that was used, is too old or never was."""
    link = session.get(PasswordLink, secrets.digest(secret))
    if link is not None and link.expires_at > clock.now():
        person = session.get(Person, link.person_id)
        if person is not None and person.active:
            return person
    raise NotFound(_("a link that is still good; ask an administrator for a new one"), "LINK_USED")


def use_link(session: Session, secret: str, password: str, *, end_tokens: bool = False) -> Person:
    """Set the password that the holder of a link chose; link and sessions of the person end, tokens if wanted."""
    person = person_of_link(session, secret)
    person.password_hash = secrets.hash_password(password)
    session.execute(delete(PasswordLink).where(PasswordLink.person_id == person.id))
    close_sessions(session, person.id)
    ended = close_tokens(session, person.id) if end_tokens else 0
    who = Actor(person.id, person.name)
    audit.record(session, who, "password.set", Subject.of("person", person.id), {"tokens_ended": ended})
    return person
