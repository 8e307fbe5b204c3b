"""Pictures that were sent and never used in a comment are forgotten."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.discussion import actions
from app.kernel.jobs import periodic


@periodic("discussion.forget_pictures", every=timedelta(hours=6))
def forget_pictures(session: Session) -> None:
    """Forget what no comment shows, some hundred at a time."""
    actions.forget_unused(session)
