"""Housekeeping of signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from app.kernel.jobs import periodic
from app.kernel.times import clock
from app.sign_in.actions import forgotten  # noqa: F401 its task is known wherever jobs are done
from app.sign_in.queries import IDLE
from app.sign_in.tables import PasswordLink, WebSession


def register() -> None:
    """Have ended sessions and links swept out every hour."""
    periodic("accounts.sweep", every=timedelta(hours=1))(sweep)


def sweep(session: Session, **context: Any) -> None:
    """Remove sessions and links that nobody can use any more."""
    now = clock.now()
    session.execute(delete(WebSession).where(or_(WebSession.ends_at < now, WebSession.seen_at < now - IDLE)))
    session.execute(delete(PasswordLink).where(PasswordLink.expires_at < now))
