"""An approved proposal goes live in the transaction that approved it, once all below have heard of the approval.

Its model, prepared since the ballot closed, becomes the live version, the proposal says so, and running work goes after
it. So events come in this order: approved, published, live, rollout started. Proposals know nothing of rollouts:
`approved` is the only joint between the two, and `actions.go_live` tells the rest from top to bottom.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.queries import actor_for
from app.kernel import live
from app.kernel.events import listens
from app.kernel.policy import SYSTEM
from app.proposals import queries
from app.proposals.events import ProposalAccepted, ProposalApproved, ProposalCarried, ProposalMoved
from app.proposals.tables import Proposal
from app.rollout import actions
from app.rollout.events import RolloutAdvanced, RolloutFinished, RolloutStarted
from app.rollout.tables import Rollout

WAITS = ("accepted", "approved")


@listens(ProposalApproved)
def approved(session: Session, news: ProposalApproved) -> None:
    """Make an approved proposal the live version, in the transaction that approved it; words make none."""
    if session.get_one(Proposal, news.proposal_id).is_in_words:
        return
    actor = SYSTEM if news.actor_id == SYSTEM.id else actor_for(session, news.actor_id)
    actions.go_live(session, actor, queries.find(session, SYSTEM, news.proposal_id))


@listens(ProposalAccepted, ProposalCarried)
def to_be_signed(session: Session, news: ProposalAccepted | ProposalCarried) -> None:
    """Have what waits for signatures prepared for the version that is live now; without any it is live already."""
    proposal = session.get_one(Proposal, news.proposal_id)
    if news.state == "accepted" and proposal.state == "accepted" and not proposal.is_in_words:
        actions.order_preparation(session, news.proposal_id)


@listens(ProposalMoved)
def moved_on(session: Session, news: ProposalMoved) -> None:
    """Throw away what was prepared of a proposal that went live, or does not any more."""
    if news.before in WAITS and news.state not in WAITS:
        actions.forget(session, news.proposal_id)


@listens(RolloutStarted)
def taken_back(session: Session, news: RolloutStarted) -> None:
    """Say on pages that follow a rollout that another one takes it back."""
    if (before := session.get_one(Rollout, news.rollout_id).reverts_id) is not None:
        live.ping(session, f"rollout:{before}")


@listens(RolloutAdvanced, RolloutFinished)
def moved(session: Session, news: RolloutAdvanced | RolloutFinished) -> None:
    """Move the bar on pages that follow the rollout."""
    live.ping(session, f"rollout:{news.rollout_id}")
