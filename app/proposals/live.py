"""Pages that follow a proposal are told to look again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.ballots.events import BallotClosed, VoteCast
from app.kernel import live
from app.kernel.errors import NotFound
from app.kernel.events import listens
from app.kernel.policy import Actor
from app.proposals import queries
from app.proposals.events import ProposalMoved, ProposalRebased


@listens(VoteCast)
def voted(session: Session, news: VoteCast) -> None:
    """Refresh the decision box."""
    live.ping(session, news.subject)


@listens(BallotClosed)
def closed(session: Session, news: BallotClosed) -> None:
    """Refresh the decision box."""
    live.ping(session, news.subject)


@listens(ProposalMoved)
def moved(session: Session, news: ProposalMoved) -> None:
    """Refresh the decision box."""
    live.ping(session, f"proposal:{news.proposal_id}")


@listens(ProposalRebased)
def rebased(session: Session, news: ProposalRebased) -> None:
    """Refresh the decision box, which says that the live version changed."""
    live.ping(session, f"proposal:{news.proposal_id}")


def may_follow(session: Session, actor: Actor, proposal_id: str) -> bool:
    """Whether the actor may learn that a proposal moved: whoever may see it."""
    try:
        queries.find(session, actor, proposal_id)
    except NotFound:
        return False
    return True


live.allow_topic("proposal", may_follow)
