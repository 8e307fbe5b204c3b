"""What discussions do when they hear of what was said: open pages hear of it, too, of those who may read it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog.queries import by_id
from app.discussion.events import CommentAdded, CommentChanged, FlagRaised, FlagWithdrawn
from app.discussion.policy import Discussion
from app.kernel import live, policy
from app.kernel.errors import NotFound
from app.kernel.events import listens
from app.kernel.policy import Actor


@listens(CommentAdded, CommentChanged, FlagRaised, FlagWithdrawn)
def moved(session: Session, news: CommentAdded | CommentChanged | FlagRaised | FlagWithdrawn) -> None:
    """Tell open pages of the process to fetch what is said again."""
    live.ping(session, f"discussion:{news.process_id}")


def register() -> None:
    """Let those who may read a discussion hear that it moved."""
    live.allow_topic("discussion", _may_hear)


def _may_hear(session: Session, actor: Actor, process_id: str) -> bool:
    try:
        return policy.allows(actor, Discussion.VIEW, by_id(session, actor, process_id))
    except NotFound:
        return False
