"""What targets hear of: a version that is live, however it came to be."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog.events import VersionPublished
from app.catalog.tables import Version
from app.kernel.events import listens
from app.targets import actions


@listens(VersionPublished)
def published(session: Session, news: VersionPublished) -> None:
    """Have a version that went live delivered, once the transaction is through; the first can have no target yet."""
    if news.previous_version_id is not None:
        actions.order(session, news.process_id, session.get_one(Version, news.version_id))
