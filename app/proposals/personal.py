"""What proposals keep of people."""

from __future__ import annotations

from sqlalchemy import select

from app.catalog.queries import to_see
from app.catalog.tables import Process
from app.kernel.i18n import _
from app.privacy import personal_data
from app.proposals.tables import Approval, Proposal, ProposalEvent, ProposalRevision


def register() -> None:
    """Tell what an export of a person holds of proposals."""
    personal_data.exports(
        personal_data.Section("proposals", _("Proposals you made"), lambda p, a: select(
            *to_see(a, Proposal.id, Process.key.label("process"), Proposal.title, Proposal.sentence),
            Proposal.reason, Proposal.state, Proposal.created_at).join(
            Process, Process.id == Proposal.process_id).where(Proposal.author_id == p).order_by(Proposal.id)),
        personal_data.Section("revisions", _("Revisions you wrote"), lambda p, a: select(
            *to_see(a, ProposalRevision.proposal_id, ProposalRevision.title), ProposalRevision.revision,
            ProposalRevision.reason, ProposalRevision.operations, ProposalRevision.in_words, ProposalRevision.at).join(
            Proposal, Proposal.id == ProposalRevision.proposal_id).join(
            Process, Process.id == Proposal.process_id).where(
            ProposalRevision.by == p).order_by(ProposalRevision.proposal_id, ProposalRevision.revision)),
        personal_data.Section("signatures", _("What you approved"), lambda p, a: select(
            *to_see(a, Approval.proposal_id), Approval.revision, Approval.role, Approval.note, Approval.at).join(
            Proposal, Proposal.id == Approval.proposal_id).join(Process, Process.id == Proposal.process_id).where(
            Approval.person_id == p).order_by(Approval.proposal_id)),
        personal_data.Section("decisions", _("What you did with proposals"), lambda p, a: select(
            *to_see(a, ProposalEvent.proposal_id, ProposalEvent.words), ProposalEvent.event, ProposalEvent.at).join(
            Proposal, Proposal.id == ProposalEvent.proposal_id).join(Process, Process.id == Proposal.process_id).where(
            ProposalEvent.person_id == p).order_by(ProposalEvent.id)),
    )  # fmt: skip
    personal_data.names_people(personal_data.Text(ProposalEvent.id, ProposalEvent.words))
