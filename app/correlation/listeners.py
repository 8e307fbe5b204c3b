"""What correlation does when it hears of new versions and of cases that are cancelled."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.cases.events import InstanceCancelled
from app.catalog.events import VersionPublished
from app.correlation.actions import triggers
from app.correlation.actions.subscriptions import forget_waits
from app.kernel.events import listens


@listens(VersionPublished)
def reschedule(session: Session, news: VersionPublished) -> None:
    """Have the start events of the new live version count, and no longer those of the one before."""
    triggers.schedule(session, news.process_id, news.version_id)


@listens(InstanceCancelled)
def case_cancelled(session: Session, news: InstanceCancelled) -> None:
    """Have a case that is cancelled wait for nothing any more."""
    forget_waits(session, news.instance_id)
