"""What versions changed is told when they are published; of older ones it is worked out here, some at a time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.catalog import actions
from app.kernel.jobs import periodic


@periodic("catalog.told", every=timedelta(minutes=1))
def told(session: Session) -> None:
    """See to versions that were published before anybody said what they change."""
    actions.tell_older(session)
