"""A proposal that is made against another one: the other one's people are told once it is shown."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel.events import announce
from app.kernel.i18n import _
from app.kernel.policy import SYSTEM, Actor
from app.proposals.actions.transition import write_line
from app.proposals.events import ProposalAnswered
from app.proposals.tables import Proposal


def tell_answered(session: Session, actor_id: str, proposal_id: str) -> None:
    """Say on the timeline of a proposal that another one stands against it, and tell others."""
    proposal = session.get_one(Proposal, proposal_id)
    first = session.get(Proposal, proposal.answers_id) if proposal.answers_id else None
    if first is None:
        return
    actor = SYSTEM if actor_id == SYSTEM.id else Actor(actor_id)
    words = _("answered with another proposal: {sentence}", sentence=proposal.sentence)
    write_line(session, actor, first, "answered", words)
    announce(session, ProposalAnswered(first.id, first.process_id, proposal.id, actor_id))
