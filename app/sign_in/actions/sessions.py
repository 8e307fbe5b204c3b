"""Signing in and out: browsers that act for a person."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.policy import Accounts
from app.accounts.tables import Person
from app.kernel import audit, policy
from app.kernel.db.rowcount import rows_changed
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock
from app.sign_in import secrets
from app.sign_in.tables import WebSession

LASTS = timedelta(days=30)


def start_session(session: Session, person: Person, browser: str = "", previous: str | None = None) -> str:
    """Sign a person in and give the new random id for the cookie; the browser's previous session ends."""
    if previous:
        session.execute(delete(WebSession).where(WebSession.digest == secrets.digest(previous)))
    secret, now = secrets.random_secret(), clock.now()
    session.add(
        WebSession(
            digest=secrets.digest(secret), person_id=person.id, created_at=now, seen_at=now, ends_at=now + LASTS,
            browser=browser[:200],
        )
    )  # fmt: skip
    session.flush()
    return secret


def sign_out(session: Session, secret: str | None) -> None:
    """End the session of one browser."""
    if secret:
        session.execute(delete(WebSession).where(WebSession.digest == secrets.digest(secret)))


def end_session(session: Session, actor: Actor, person: Person, session_id: str) -> None:
    """End one of a person's sessions by its id."""
    policy.require(actor, Accounts.EDIT_PERSON, person)
    found = session.scalar(select(WebSession).where(WebSession.id == session_id, WebSession.person_id == person.id))
    if found is not None:
        session.delete(found)
        audit.record(session, actor, "session.ended", Subject.of("person", person.id), {"browser": found.browser})


def end_all_sessions(session: Session, actor: Actor, person: Person, keep: str | None = None) -> int:
    """Sign a person out everywhere, except in the session with the id `keep`; gives how many ended."""
    policy.require(actor, Accounts.EDIT_PERSON, person)
    ended = close_sessions(session, person.id, keep)
    audit.record(session, actor, "session.all_ended", Subject.of("person", person.id), {"ended": ended})
    return ended


def close_sessions(session: Session, person_id: str, keep: str | None = None) -> int:
    """End a person's sessions without asking or telling."""
    statement = delete(WebSession).where(WebSession.person_id == person_id)
    if keep:
        statement = statement.where(WebSession.id != keep)
    return rows_changed(session.execute(statement))
