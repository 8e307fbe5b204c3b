"""The steps and comments that people talk about, also those that are gone by now."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases.queries import instance
from app.catalog.queries import by_id
from app.catalog.tables import Process, Version, VersionStep
from app.discussion.policy import Discussion
from app.discussion.slots import proposal_readers
from app.discussion.tables import Comment
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from app.kernel.policy import Actor, require_visible
from processes.called import UNNAMED


def step_name(session: Session, process_id: str, step_id: str) -> str:
    """Give the newest name of a step of any version; raises NotFound for a step the process never had."""
    found = step_names(session, process_id, [step_id])
    if step_id not in found:
        raise NotFound(_("this step"), "STEP_NOT_FOUND")
    return found[step_id]


def step_names(session: Session, process_id: str, step_ids: Iterable[str]) -> dict[str, str]:
    """Give what steps are called, newest names first, by id, in the order of the process; unknown ids are missing."""
    newest = (
        select(VersionStep.step_id, func.max(Version.number).label("number"))
        .join(Version, Version.id == VersionStep.version_id)
        .where(Version.process_id == process_id, VersionStep.step_id.in_(set(step_ids)))
        .group_by(VersionStep.step_id)
        .subquery()
    )
    rows = session.execute(
        select(VersionStep.step_id, VersionStep.name, VersionStep.called)
        .join(Version, Version.id == VersionStep.version_id)
        .join(newest, (newest.c.step_id == VersionStep.step_id) & (newest.c.number == Version.number))
        .where(Version.process_id == process_id)
        .order_by(VersionStep.ordinal)
    )
    return {step_id: name or called or UNNAMED for step_id, name, called in rows}


def comment_in(session: Session, actor: Actor, comment_id: str) -> tuple[Process, Comment]:
    """Give a comment with its process; raises NotFound where the actor may not see either."""
    comment = session.get(Comment, comment_id)
    if comment is None:
        raise NotFound(_("this comment"), "COMMENT_NOT_FOUND")
    process = by_id(session, actor, comment.process_id)
    require_visible(actor, Discussion.VIEW, process, _("this comment"))
    if comment.instance_id is not None:
        instance(session, actor, comment.instance_id)
    if comment.proposal_id is not None:
        readers = proposal_readers.answers(session, actor, proposal_id=comment.proposal_id)
        if not all(one.include(actor) for one in readers):
            raise NotFound(_("this comment"), "COMMENT_NOT_FOUND")
    return process, comment
