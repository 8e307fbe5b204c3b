"""Comments and flags for tests."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.discussion import actions
from app.discussion.tables import Comment, Flag
from app.kernel.policy import Actor


def comment(session: Session, who: Actor, process: Process, text: str = "Why do we do this?", **place: str) -> Comment:
    """Say something about a process, a step (`step_id`) or a proposal (`proposal_id`)."""
    return actions.add_comment(session, who, process, text, **place)


def flag(session: Session, who: Actor, process: Process, step_id: str, kind: str = "low_value", **why: str) -> Flag:
    """Flag a step."""
    return actions.raise_flag(session, who, process, step_id, kind, **why)
