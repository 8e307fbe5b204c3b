"""What proposals keep of people."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts import privacy
from app.catalog.tables import Process
from app.proposals.tables import Approval, Proposal, ProposalEvent, ProposalRevision


def register() -> None:
    """Tell what an export of a person holds of proposals."""
    privacy.exports(
        privacy.Section("proposals", "Proposals you made", lambda p: select(
            Proposal.id, Process.key.label("process"), Proposal.title, Proposal.reason, Proposal.state,
            Proposal.sentence, Proposal.created_at).join(Process, Process.id == Proposal.process_id).where(
            Proposal.author_id == p).order_by(Proposal.id)),
        privacy.Section("revisions", "Revisions you wrote", lambda p: select(
            ProposalRevision.proposal_id, ProposalRevision.revision, ProposalRevision.title, ProposalRevision.reason,
            ProposalRevision.operations, ProposalRevision.at).where(
            ProposalRevision.by == p).order_by(ProposalRevision.proposal_id, ProposalRevision.revision)),
        privacy.Section("signatures", "What you signed", lambda p: select(
            Approval.proposal_id, Approval.revision, Approval.role, Approval.note, Approval.at).where(
            Approval.person_id == p).order_by(Approval.proposal_id)),
        privacy.Section("decisions", "What you did with proposals", lambda p: select(
            ProposalEvent.proposal_id, ProposalEvent.event, ProposalEvent.words, ProposalEvent.at).where(
            ProposalEvent.person_id == p).order_by(ProposalEvent.id)),
    )  # fmt: skip
    privacy.names_people(privacy.Text(ProposalEvent.id, ProposalEvent.words))
