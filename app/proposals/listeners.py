"""What proposals do when they hear of ballots, of versions that went live, and of each other."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ballots import rules
from app.ballots.events import BallotClosed, BallotClosing
from app.catalog.events import VersionPublished
from app.kernel.events import listens
from app.proposals import actions, queries
from app.proposals.events import ProposalMoved
from app.proposals.tables import Proposal
from app.proposals.transitions import ENDED, OPEN_STATES


@listens(BallotClosing)
def ballot_closing(session: Session, news: BallotClosing) -> None:
    """Lock the process and the proposal before the ballot, as everything else does that needs them all."""
    kind, _, proposal_id = news.subject.partition(":")
    if kind == "proposal":
        queries.lock_rows(session, proposal_id)


@listens(BallotClosed)
def ballot_closed(session: Session, news: BallotClosed) -> None:
    """Accept or reject the proposal that the ballot was about; a cancelled ballot decides nothing."""
    kind, _, proposal_id = news.subject.partition(":")
    if kind == "proposal" and news.outcome != rules.CANCELLED:
        actions.ballot_closed(session, proposal_id, passed=news.outcome == rules.PASSED)


@listens(ProposalMoved)
def moved(session: Session, news: ProposalMoved) -> None:
    """Look again at what the proposal would do to running work, before the next ones judge it."""
    proposal = session.get(Proposal, news.proposal_id)
    if proposal is not None and news.after not in (*ENDED, "approved"):
        actions.order(session, proposal)


@listens(VersionPublished)
def published(session: Session, news: VersionPublished) -> None:
    """Look again at what open proposals of the process would do: they would change another version now."""
    others = select(Proposal).where(Proposal.process_id == news.process_id, Proposal.state.in_(OPEN_STATES))
    for proposal in session.scalars(others.order_by(Proposal.id)).all():
        if proposal.id != news.proposal_id:
            actions.order(session, proposal)
