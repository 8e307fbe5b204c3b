"""Files that were sent with forms and never used, and drafts of tasks that are over, are forgotten."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.kernel.jobs import periodic
from app.taskforms import actions


@periodic("work.forget_files", every=timedelta(hours=6))
def forget_files(session: Session) -> None:
    """Forget what nobody needs any more, a few hundred at a time."""
    actions.forget_files(session)
