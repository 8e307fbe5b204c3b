"""What rollouts do when they hear of approved proposals, and of themselves."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.queries import actor_for
from app.kernel import live
from app.kernel.events import listens
from app.kernel.policy import SYSTEM
from app.proposals import queries
from app.proposals.events import ProposalApproved
from app.rollout import actions
from app.rollout.events import RolloutAdvanced, RolloutFinished


@listens(ProposalApproved)
def approved(session: Session, news: ProposalApproved) -> None:
    """Make an approved proposal the live version, in the transaction that approved it."""
    actor = SYSTEM if news.actor_id == SYSTEM.id else actor_for(session, news.actor_id)
    actions.go_live(session, actor, queries.find(session, SYSTEM, news.proposal_id))


@listens(RolloutAdvanced, RolloutFinished)
def moved(session: Session, news: RolloutAdvanced | RolloutFinished) -> None:
    """Move the bar on pages that follow the rollout."""
    live.ping(session, f"rollout:{news.rollout_id}")
