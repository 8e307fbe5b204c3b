"""Who may read a proposal, for features below that tell people about it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.discussion.slots import Readers, proposal_readers
from app.kernel.policy import Actor, allows
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
