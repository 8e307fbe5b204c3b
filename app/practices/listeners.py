"""What is told where a change came from, once it was adopted or declined elsewhere."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel.events import announce, listens
from app.practices.events import ChangeAdopted, ChangeDeclined
from app.proposals.events import ProposalEnded, ProposalMoved, ProposalRejected, ProposalVotedDown, ProposalWentLive
from app.proposals.tables import Proposal


@listens(ProposalWentLive, ProposalRejected, ProposalVotedDown, ProposalEnded)
def decided_elsewhere(session: Session, news: ProposalMoved) -> None:
    """Say of a change that was carried over what its people made of it."""
    proposal = session.get_one(Proposal, news.proposal_id)
    if proposal.origin_id is None:
        return
    told = ChangeAdopted if isinstance(news, ProposalWentLive) else ChangeDeclined
    announce(session, told(proposal.id, proposal.process_id, proposal.origin_id, news.actor_id))
