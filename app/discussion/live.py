"""Who may follow on an open page what is said."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog.queries import by_id
from app.discussion.policy import Discussion
from app.kernel import live, policy
from app.kernel.errors import NotFound
from app.kernel.policy import Actor


def register() -> None:
    """Let those who may read a discussion hear that it moved."""
    live.allow_topic("discussion", _may_hear)


def _may_hear(session: Session, actor: Actor, process_id: str) -> bool:
    try:
        return policy.allows(actor, Discussion.VIEW, by_id(session, actor, process_id))
    except NotFound:
        return False
