"""What work does when it hears that somebody has left."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.events import PersonDeactivated
from app.kernel.events import listens
from app.work.actions.leaving import free_work


def register() -> None:
    """Make the listeners of this module known; importing it has done so."""


@listens(PersonDeactivated)
def somebody_left(session: Session, news: PersonDeactivated) -> None:
    """Let others do what they had, in the transaction in which they leave."""
    free_work(session, news.person_id)
