"""The flags and comments that a change answers, and the praise that speaks against it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import ColumnExpressionArgument, Select, select
from sqlalchemy.orm import Session

from app.discussion.tables import PRAISE, Comment, Flag

MOST = 200


@dataclass(frozen=True)
class Evidence:
    """What people said about the steps of a change."""

    flags: tuple[Flag, ...] = field(default_factory=tuple)
    comments: tuple[Comment, ...] = field(default_factory=tuple)
    praise: tuple[Flag, ...] = field(default_factory=tuple)

    @property
    def is_cut(self) -> bool:
        """Whether there is so much that only the newest of it stands here."""
        return len(self.flags) + len(self.praise) >= MOST or len(self.comments) >= MOST

    def __len__(self) -> int:
        return len(self.flags) + len(self.comments)

    def refs(self) -> list[tuple[str, str]]:
        """Give (kind, id) of everything."""
        flags = [("flag", f.id) for f in (*self.flags, *self.praise)]
        return flags + [("comment", c.id) for c in self.comments]


def evidence_on(session: Session, process_id: str, steps: Collection[str]) -> Evidence:
    """Give the flags and the readable comments on these steps, newest first."""
    if not steps:
        return Evidence()
    flags = select(Flag).where(Flag.process_id == process_id, Flag.step_id.in_(steps)).order_by(Flag.id.desc())
    here = (Comment.process_id == process_id, Comment.step_id.in_(steps), Comment.proposal_id.is_(None))
    return _parted(session, flags, _comments(session, *here))


def evidence_among(
    session: Session, flags: ColumnExpressionArgument[bool], comments: ColumnExpressionArgument[bool]
) -> Evidence:
    """Give the flags and comments of a choice that are still there to read, newest first."""
    return _parted(session, select(Flag).where(flags).order_by(Flag.id.desc()), _comments(session, comments))


def _parted(session: Session, flags: Select[Flag], comments: tuple[Comment, ...]) -> Evidence:
    """Put praise apart: whoever says that a step works well does not ask for the change, and crowds nothing out."""
    raised = session.scalars(flags.where(Flag.kind != PRAISE).limit(MOST))
    praise = session.scalars(flags.where(Flag.kind == PRAISE).limit(MOST))
    return Evidence(tuple(raised), comments, tuple(praise))


def _comments(session: Session, *where: ColumnExpressionArgument[bool]) -> tuple[Comment, ...]:
    shown = select(Comment).where(*where, Comment.deleted_at.is_(None), Comment.hidden_at.is_(None))
    return tuple(session.scalars(shown.order_by(Comment.id.desc()).limit(MOST)))
