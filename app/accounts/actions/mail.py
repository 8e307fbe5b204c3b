"""What becomes of mail to people: addresses that the mail server refuses, and trying them again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.policy import Accounts
from app.accounts.tables import Person
from app.kernel import audit, policy
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock

PAUSE = timedelta(hours=1)


def note_refused(session: Session, email: str, why: str) -> None:
    """Mark an address that the mail server refuses for good: no mail goes there until somebody says so."""
    values = {"mail_refused_at": clock.now(), "mail_refused_words": why[:300], "mail_again_at": None}
    session.execute(update(Person).where(Person.email == email).values(values))


def note_not_now(session: Session, email: str) -> None:
    """Note that mail to an address failed for now: others go first, this one is tried again later."""
    session.execute(update(Person).where(Person.email == email).values(mail_again_at=clock.now() + PAUSE))


def note_taken(session: Session, email: str) -> None:
    """Note that the mail server took a mail to this address: whatever was said of it before is over."""
    marked = Person.mail_refused_at.is_not(None) | Person.mail_again_at.is_not(None)
    values = {"mail_refused_at": None, "mail_refused_words": None, "mail_again_at": None}
    session.execute(update(Person).where(Person.email == email, marked).values(values))


def try_mail_again(session: Session, actor: Actor, person: Person) -> None:
    """Send mail to a person again though their address was refused: for themselves and for administrators."""
    policy.require(actor, Accounts.EDIT_PERSON, person)
    if person.mail_refused_at is not None:
        audit.record(session, actor, "person.mail_again", Subject.of("person", person.id), {"name": person.name})
    person.mail_refused_at = person.mail_refused_words = person.mail_again_at = None
    session.flush()
