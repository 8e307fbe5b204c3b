"""What features below ask of proposals: who reads them, what they would change, which are stuck."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.policy import sees_inside
from app.catalog.tables import Process
from app.decision_policy.slots import Undecidable, undecidable
from app.discussion.slots import Readers, proposal_readers
from app.impact.slots import Considered, considered
from app.kernel.policy import Actor, allows
from app.proposals import queries
from app.proposals.policy import Proposals
from app.proposals.queries import Found, policy_for
from app.proposals.tables import Proposal


@proposal_readers.filled_by()
def readers(session: Session, actor: Actor, *, proposal_id: str, **_: Any) -> Readers | None:
    """Give whether somebody may read a proposal, once they see its process: a draft is not everybody's."""
    wanted = select(Proposal, Process).join(Process, Process.id == Proposal.process_id)
    row = session.execute(wanted.where(Proposal.id == proposal_id)).one_or_none()
    if row is None:
        return None
    standing = Found(row[0], row[1], policy_for(session, row[0])).standing
    return Readers(lambda who: allows(who, Proposals.VIEW, standing))


@considered.filled_by()
def asked_for(session: Session, actor: Actor, *, proposal_id: str, **_more: Any) -> Considered | None:
    """Give the change that a proposal asks for, as it would be on the live version."""
    if (proposal := session.get(Proposal, proposal_id)) is None:
        return None
    process = session.get_one(Process, proposal.process_id)
    made, live = queries.revision(session, proposal), catalog.live_version(session, process)
    changed = queries.on_version(session, made, live).changed.model
    return Considered(process, proposal.revision, changed, policy_for(session, proposal).migrate)


@undecidable.filled_by(order=10)
def stuck_proposals(session: Session, actor: Actor, *, process: Process, **_more: Any) -> list[Undecidable] | None:
    """Give the open proposals of a process that nobody can decide as things stand."""
    if not sees_inside(actor, process):
        return None
    found = queries.stuck(session, Proposal.process_id == process.id)
    return [
        Undecidable(one.proposal.id, one.proposal.sentence, _page(one.proposal), one.what, one.words) for one in found
    ]


def _page(proposal: Proposal) -> str:
    return url_for("proposals.proposal", proposal_id=proposal.id)
