"""What rollouts do when they hear of approved proposals."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.queries import actor_for
from app.kernel.events import listens
from app.kernel.policy import SYSTEM
from app.proposals import queries
from app.proposals.events import ProposalMoved
from app.rollout import actions


@listens(ProposalMoved)
def approved(session: Session, news: ProposalMoved) -> None:
    """Make an approved proposal the live version, in the transaction that approved it."""
    if news.after != "approved":
        return
    actor = SYSTEM if news.actor_id == SYSTEM.id else actor_for(session, news.actor_id)
    actions.go_live(session, actor, queries.find(session, SYSTEM, news.proposal_id))
