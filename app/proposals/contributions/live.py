"""Who may follow a proposal on an open page."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel import live
from app.kernel.errors import NotFound
from app.kernel.policy import Actor
from app.proposals import queries


def may_follow(session: Session, actor: Actor, proposal_id: str) -> bool:
    """Whether the actor may learn that a proposal moved: whoever may see it."""
    try:
        queries.find(session, actor, proposal_id)
    except NotFound:
        return False
    return True


live.allow_topic("proposal", may_follow)
