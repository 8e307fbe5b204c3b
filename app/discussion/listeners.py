"""What discussions do when they hear of what was said: open pages hear of it, too."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.discussion.events import CommentAdded, CommentChanged, FlagRaised, FlagWithdrawn
from app.kernel import live
from app.kernel.events import listens


@listens(CommentAdded, CommentChanged, FlagRaised, FlagWithdrawn)
def moved(session: Session, news: CommentAdded | CommentChanged | FlagRaised | FlagWithdrawn) -> None:
    """Tell open pages of the process to fetch what is said again."""
    live.ping(session, f"discussion:{news.process_id}")
