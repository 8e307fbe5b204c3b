"""What proposals do when they hear of closed ballots."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.ballots import rules
from app.ballots.events import BallotClosed
from app.kernel.events import listens
from app.proposals import actions


@listens(BallotClosed)
def ballot_closed(session: Session, news: BallotClosed) -> None:
    """Accept or reject the proposal that the ballot was about; a cancelled ballot decides nothing."""
    kind, _, proposal_id = news.subject.partition(":")
    if kind == "proposal" and news.outcome != rules.CANCELLED:
        actions.ballot_closed(session, proposal_id, passed=news.outcome == rules.PASSED)
