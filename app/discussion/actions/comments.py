"""Saying something, correcting it, taking it back; and keeping order."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.queries import mentioned
from app.cases.queries import instance
from app.cases.tables import Instance
from app.catalog.tables import Process
from app.discussion import queries
from app.discussion.actions.pictures import (
    Shown,
    change_pictures,
    changed,
    chosen_pictures,
    require_there,
    show_pictures,
    take_pictures,
)
from app.discussion.events import CommentAdded, CommentReported, Mentioned
from app.discussion.policy import Discussion
from app.discussion.tables import Comment, Mention, Report
from app.kernel import audit, policy
from app.kernel.errors import Invalid
from app.kernel.events import announce
from app.kernel.i18n import _, languages
from app.kernel.pages.markdown import mentions
from app.kernel.policy import Actor
from app.kernel.subject import Subject
from app.kernel.times import clock

LONGEST = 10_000


def add_comment(
    session: Session,
    actor: Actor,
    process: Process,
    text: str,
    *,
    step_id: str | None = None,
    proposal_id: str | None = None,
    instance_id: str | None = None,
    reply_to: str | None = None,
    shown: bool = True,
    pictures: Sequence[Shown] = (),
) -> Comment:
    """Say something about a step, a proposal, a case or the whole process; whom it mentions is told, if they see it.

    `shown` is false of a proposal that only its author sees.

    Raises Invalid for an empty text, a reply into another thread or pictures that are not there, NotFound for a step
    the process never had.
    """
    policy.require(actor, Discussion.COMMENT, process)
    text = _checked(text)
    if step_id is not None and proposal_id is None:
        queries.step_name(session, process.id, step_id)
    if instance_id is not None:
        instance(session, actor, instance_id)
    chosen = chosen_pictures(session, actor, pictures)
    answered = _answered(session, reply_to, (process.id, step_id, proposal_id, instance_id))
    comment = Comment(
        process_id=process.id, step_id=step_id, proposal_id=proposal_id, author_id=actor.id, text=text,
        language=languages.current(), instance_id=instance_id,
        reply_to=answered.id if answered else None, version_number=process.live_number,
    )  # fmt: skip
    session.add(comment)
    session.flush()
    show_pictures(comment, chosen)
    place = (comment.id, process.id, step_id, proposal_id, actor.id)
    announce(session, CommentAdded(*place, answers=answered.author_id if answered else None, shown=shown))
    _mention(session, actor, process, comment)
    return comment


def edit_comment(
    session: Session,
    actor: Actor,
    process: Process,
    comment: Comment,
    text: str,
    pictures: Sequence[Shown] | None = None,
) -> Comment:
    """Correct one's own comment; that it was edited is said beside it, people newly mentioned are told.

    It shows these `pictures` then and no others, where any are said.
    """
    policy.require(actor, Discussion.EDIT, comment)
    require_there(comment)
    text = _checked(text)
    redrawn = pictures is not None and change_pictures(session, actor, comment, pictures)
    if text != comment.text or redrawn:
        comment.text, comment.edited_at, comment.language = text, clock.now(), languages.current()
        session.flush()
        _mention(session, actor, process, comment)
        changed(session, actor, comment)
    return comment


def delete_comment(session: Session, actor: Actor, comment: Comment) -> None:
    """Take one's own comment back: its words and pictures are gone, its place and the replies stay."""
    policy.require(actor, Discussion.DELETE, comment)
    session.refresh(comment, with_for_update=True)
    if comment.deleted_at is None:
        comment.text, comment.deleted_at = "", clock.now()
        take_pictures(session, comment)
        session.flush()
        changed(session, actor, comment)


def report_comment(session: Session, actor: Actor, process: Process, comment: Comment, reason: str) -> None:
    """Ask the moderators to look at a comment; a second report by the same person replaces their first."""
    policy.require(actor, Discussion.REPORT, process)
    require_there(comment)
    reason = reason.strip()
    if not 1 <= len(reason) <= 1000:
        words = _("Say in a few words what is wrong with it.")
        raise Invalid(
            "NO_REASON", _("Expected a reason for the report, but there is none. {words}", words=words),
            {"reason": words},
        )  # fmt: skip
    found = session.get(Report, (comment.id, actor.id))
    if found is None:
        found = Report(comment_id=comment.id, person_id=actor.id)
        session.add(found)
    found.reason, found.settled_at, found.language = reason, None, languages.current()
    session.flush()
    announce(session, CommentReported(comment.id, process.id, actor.id))


def hide_comment(session: Session, actor: Actor, process: Process, comment: Comment, reason: str = "") -> None:
    """Hide a comment from all but the moderators and settle the reports about it."""
    policy.require(actor, Discussion.HIDE, process)
    if comment.hidden_at is None:
        comment.hidden_at = clock.now()
        _moderated(session, actor, comment, "comment.hidden", reason)


def show_comment(session: Session, actor: Actor, process: Process, comment: Comment, reason: str = "") -> None:
    """Show a comment to everybody (again) and settle the reports about it."""
    policy.require(actor, Discussion.HIDE, process)
    comment.hidden_at = None
    _moderated(session, actor, comment, "comment.shown", reason)


def _moderated(session: Session, actor: Actor, comment: Comment, kind: str, reason: str) -> None:
    open_reports = update(Report).where(Report.comment_id == comment.id, Report.settled_at.is_(None))
    session.execute(open_reports.values(settled_at=clock.now()))
    session.flush()
    audit.record(
        session, actor, kind, Subject.of("comment", comment.id), {"author": comment.author_id, "reason": reason[:1000]}
    )
    changed(session, actor, comment)


def _mention(session: Session, actor: Actor, process: Process, comment: Comment) -> None:
    named = {person.id for person in mentioned(session, mentions(comment.text))} - {actor.id}
    if not named:
        return
    known = set(session.scalars(select(Mention.person_id).where(Mention.comment_id == comment.id)))
    case = session.get(Instance, comment.instance_id) if comment.instance_id else None
    place = queries.Place(process, comment.step_id, comment.proposal_id, case)
    for person_id in sorted(queries.readers(session, actor, place, sorted(named - known))):
        session.add(Mention(comment_id=comment.id, person_id=person_id))
        where = (comment.id, process.id, comment.step_id, comment.proposal_id)
        announce(session, Mentioned(*where, actor.id, person_id))
    session.flush()


def _answered(session: Session, reply_to: str | None, place: tuple[str | None, ...]) -> Comment | None:
    if not reply_to:
        return None
    found = session.get(Comment, reply_to)
    if found is None or _place(found) != place or found.deleted_at:
        words = _("The comment you answer is not in this thread (any more).")
        raise Invalid(
            "NOT_IN_THREAD", _("Expected a comment of this thread, but: {words} Reload it.", words=words),
            {"reply_to": words},
        )  # fmt: skip
    return found


def _place(comment: Comment) -> tuple[str | None, ...]:
    return (comment.process_id, comment.step_id, comment.proposal_id, comment.instance_id)


def _checked(text: str) -> str:
    text = text.strip()
    words = "" if text else _("Write something first.")
    if len(text) > LONGEST:
        words = _("Write at most {most} characters; this has {count}.", most=str(LONGEST), count=str(len(text)))
    if words:
        said = _("Expected a comment, but it cannot be taken. {words}", words=words)
        raise Invalid("BAD_COMMENT", said, {"text": words})
    return text
