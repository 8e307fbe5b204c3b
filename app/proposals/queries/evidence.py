"""The flags and comments that a proposal answers, as it was filed with them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.discussion.tables import Comment, Flag
from app.impact.queries import Evidence, evidence_among
from app.proposals.tables import ProposalEvidence


def evidence_of(session: Session, proposal_id: str) -> Evidence:
    """Give the flags and comments that were filed with a proposal and are still there to read."""
    filed = select(ProposalEvidence.ref_id).where(ProposalEvidence.proposal_id == proposal_id)
    flags = Flag.id.in_(filed.where(ProposalEvidence.kind == "flag"))
    return evidence_among(session, flags, Comment.id.in_(filed.where(ProposalEvidence.kind == "comment")))


def answered_by(session: Session, kind: str, ref_id: str) -> list[str]:
    """Give the ids of the proposals that answer a flag or comment."""
    rows = select(ProposalEvidence.proposal_id).where(ProposalEvidence.kind == kind, ProposalEvidence.ref_id == ref_id)
    return list(session.scalars(rows))
