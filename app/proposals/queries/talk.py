"""Proposals of a process by what happened to them last, for the stream of what is said there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true
from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.discussion.tables import Comment
from app.discussion.values import PROPOSALS, ReadTo, follows
from app.kernel.policy import Actor
from app.proposals.tables import Proposal, ProposalStep


def in_talk(
    session: Session, actor: Actor, process: Process, step: str, read: ReadTo | None, limit: int
) -> list[tuple[Proposal, datetime, int]]:
    """Give proposals with when they moved or were talked about last, and their number of comments: one statement."""
    said = (
        select(Comment.proposal_id, func.max(Comment.created_at).label("at"), func.count().label("number"))
        .where(Comment.process_id == process.id, Comment.proposal_id.is_not(None))
        .where(Comment.deleted_at.is_(None), Comment.hidden_at.is_(None))
        .group_by(Comment.proposal_id)
        .subquery()
    )
    last = case((said.c.at > Proposal.updated_at, said.c.at), else_=Proposal.updated_at)
    rows = (
        select(Proposal, last, func.coalesce(said.c.number, 0))
        .outerjoin(said, said.c.proposal_id == Proposal.id)
        .where(Proposal.process_id == process.id, follows(read, PROPOSALS, last, Proposal.id))
        .where(_told(actor, process))
    )
    if step:
        rows = rows.where(Proposal.id.in_(_about(process.id, step)))
    found = session.execute(rows.order_by(last.desc(), Proposal.id.desc()).limit(limit))
    return [(proposal, at, number) for proposal, at, number in found]


def _told(actor: Actor, process: Process) -> ColumnElement[bool]:
    """Whoever sees the process; a draft only its author and the owner."""
    if process.owner_id == actor.id:
        return true()
    return or_(Proposal.state != "draft", Proposal.author_id == actor.id)


def _about(process_id: str, step: str) -> Select[str]:
    return select(ProposalStep.proposal_id).where(ProposalStep.process_id == process_id, ProposalStep.step_id == step)
