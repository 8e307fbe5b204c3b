"""How much is said about each step."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.discussion.tables import PRAISE, Comment, Flag


def counts(session: Session, process_id: str) -> dict[str, dict[str, Any]]:
    """Give `{step_id: {"comments": n, "flags": {kind: n}, "praise": n}}` for steps with any: two statements."""
    found: dict[str, dict[str, Any]] = {}
    said = (
        select(Comment.step_id, func.count())
        .where(Comment.process_id == process_id, Comment.step_id.is_not(None), Comment.proposal_id.is_(None),
               Comment.deleted_at.is_(None), Comment.hidden_at.is_(None))
        .group_by(Comment.step_id)
    )  # fmt: skip
    for step_id, number in session.execute(said):
        _of(found, cast(str, step_id))["comments"] = number
    flagged = (
        select(Flag.step_id, Flag.kind, func.count())
        .where(Flag.process_id == process_id)
        .group_by(Flag.step_id, Flag.kind)
    )
    for step_id, kind, number in session.execute(flagged):
        if kind == PRAISE:
            _of(found, step_id)["praise"] = number
        else:
            _of(found, step_id)["flags"][kind] = number
    return found


def comments_on_proposal(session: Session, proposal_id: str) -> int:
    """Give how many comments on a proposal are there to read."""
    there = (Comment.proposal_id == proposal_id, Comment.deleted_at.is_(None), Comment.hidden_at.is_(None))
    return session.scalar(select(func.count()).select_from(Comment).where(*there)) or 0


def flag_total(session: Session, process_id: str) -> int:
    """Give how many flags, other than praise, were raised on the steps of a process."""
    raised = select(func.count()).select_from(Flag).where(Flag.process_id == process_id, Flag.kind != PRAISE)
    return session.scalar(raised) or 0


def _of(found: dict[str, dict[str, Any]], step_id: str) -> dict[str, Any]:
    return found.setdefault(step_id, {"comments": 0, "flags": {}, "praise": 0})
