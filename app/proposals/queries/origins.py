"""Who signed proposals, and what people had said that they answer, for many of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from app.discussion.tables import PRAISE, Comment, Flag
from app.proposals.tables import Approval, Proposal, ProposalEvidence


def signatures(session: Session, ids: Collection[str]) -> dict[str, list[Approval]]:
    """Give the signatures under the newest revision of each proposal, oldest first: one statement."""
    rows = (
        select(Approval)
        .join(Proposal, (Proposal.id == Approval.proposal_id) & (Proposal.revision == Approval.revision))
        .where(Approval.proposal_id.in_(ids))
        .order_by(Approval.at, Approval.person_id)
    )
    found: dict[str, list[Approval]] = defaultdict(list)
    for approval in session.scalars(rows):
        found[approval.proposal_id].append(approval)
    return found


def answered_people(session: Session, ids: Collection[str]) -> dict[str, dict[str, int]]:
    """Give whose flags and comments each proposal answers, and how many: who said most stands first; one statement.

    What praises a step speaks against its change, and what is hidden or was taken back is nobody's any more.
    """
    filed = ProposalEvidence
    flags = (
        select(filed.proposal_id.label("proposal"), Flag.person_id.label("person"))
        .join(Flag, Flag.id == filed.ref_id)
        .where(filed.kind == "flag", filed.proposal_id.in_(ids), Flag.kind != PRAISE)
    )
    comments = (
        select(filed.proposal_id.label("proposal"), Comment.author_id.label("person"))
        .join(Comment, Comment.id == filed.ref_id)
        .where(filed.kind == "comment", filed.proposal_id.in_(ids))
        .where(Comment.deleted_at.is_(None), Comment.hidden_at.is_(None))
    )
    said = union_all(flags, comments).subquery()
    number = func.count()
    rows = select(said.c.proposal, said.c.person, number).group_by(said.c.proposal, said.c.person)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for proposal, person, count in session.execute(rows.order_by(number.desc(), said.c.person)):
        found[proposal][person] = count
    return found
