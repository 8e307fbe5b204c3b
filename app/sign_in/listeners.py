"""What signing in hears of accounts: who leaves is signed out everywhere."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.events import PersonDeactivated
from app.kernel.events import listens
from app.sign_in.actions.sessions import close_sessions
from app.sign_in.actions.tokens import close_tokens


@listens(PersonDeactivated)
def end_ways_in(session: Session, event: PersonDeactivated) -> None:
    """End the sessions and tokens of somebody who leaves."""
    close_sessions(session, event.person_id)
    close_tokens(session, event.person_id)
