"""What sharing out work does when it hears of new versions."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.assignment.actions.step_groups import note_groups_of
from app.catalog.events import VersionPublished
from app.catalog.tables import Process
from app.kernel.events import listens


@listens(VersionPublished)
def version_published(session: Session, news: VersionPublished) -> None:
    """Note for which groups the steps of the new live version are."""
    note_groups_of(session, session.get_one(Process, news.process_id))
