"""Who asks, by what their browser or program brings along; in which browsers and by which keys somebody comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.accounts.queries import actor_of, who
from app.accounts.tables import Person
from app.kernel.db.database import run
from app.kernel.policy import Actor
from app.sign_in.tables import ApiToken, WebSession

IDLE = timedelta(days=7)
# Asked by every request, so built once.
_BY_SESSION = (
    who(WebSession.id.label("session_id"), WebSession.seen_at)
    .join(WebSession, WebSession.person_id == Person.id)
    .where(
        WebSession.digest == bindparam("digest"),
        WebSession.ends_at > bindparam("now"),
        WebSession.seen_at > bindparam("idle"),
    )
)
_BY_TOKEN = (
    who(ApiToken.id.label("token_id"), ApiToken.scopes, ApiToken.used_at, ApiToken.expires_at)
    .join(ApiToken, ApiToken.person_id == Person.id)
    .where(ApiToken.digest == bindparam("digest"), ApiToken.revoked_at.is_(None))
)


def actor_by_session(session: Session, digest: str, now: datetime) -> tuple[Actor, str, datetime] | None:
    """Give who is signed in under a session digest, the session's id and when it was last seen."""
    rows = run(session, _BY_SESSION, {"digest": digest, "now": now, "idle": now - IDLE}).all()
    return (actor_of(rows), rows[0].session_id, rows[0].seen_at) if rows else None


def actor_by_token(session: Session, digest: str, now: datetime) -> tuple[Actor, str, datetime | None] | None:
    """Give for whom a token digest acts, within its scopes, the token's id and when it was last used."""
    rows = run(session, _BY_TOKEN, {"digest": digest}).all()
    if not rows or (rows[0].expires_at is not None and rows[0].expires_at <= now):
        return None
    return replace(actor_of(rows), scopes=frozenset(rows[0].scopes)), rows[0].token_id, rows[0].used_at


def sessions_of(session: Session, person_id: str, now: datetime) -> list[WebSession]:
    """Give the browsers in which a person is signed in, the latest first."""
    statement = select(WebSession).where(WebSession.person_id == person_id, WebSession.ends_at > now)
    return list(session.scalars(statement.order_by(WebSession.seen_at.desc())))


def tokens_of(session: Session, person_id: str) -> list[ApiToken]:
    """Give a person's API tokens that are not revoked, the newest first."""
    statement = select(ApiToken).where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
    return list(session.scalars(statement.order_by(ApiToken.created_at.desc())))
