"""What one person has said, as far as the reader may know."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.queries import visible_inside
from app.catalog.tables import Process
from app.discussion.tables import Comment, Flag
from app.kernel.policy import Actor


def said_by(session: Session, reader: Actor, person_id: str, limit: int = 10) -> list[tuple[Comment, Process]]:
    """Give a person's latest comments on steps and processes, in processes that the reader sees."""
    statement = (
        select(Comment, Process)
        .join(Process, Process.id == Comment.process_id)
        .where(visible_inside(reader), Comment.author_id == person_id, Comment.proposal_id.is_(None),
               Comment.instance_id.is_(None), Comment.deleted_at.is_(None), Comment.hidden_at.is_(None))
        .order_by(Comment.created_at.desc(), Comment.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [(comment, process) for comment, process in session.execute(statement)]


def flagged_by(session: Session, reader: Actor, person_id: str, limit: int = 10) -> list[tuple[Flag, Process]]:
    """Give a person's latest flags, in processes that the reader sees."""
    statement = (
        select(Flag, Process)
        .join(Process, Process.id == Flag.process_id)
        .where(visible_inside(reader), Flag.person_id == person_id)
        .order_by(Flag.created_at.desc(), Flag.id.desc())
        .limit(limit)
    )
    return [(flag, process) for flag, process in session.execute(statement)]
