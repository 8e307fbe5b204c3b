"""What discussions keep of people."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.catalog.queries import to_see
from app.catalog.tables import Process
from app.discussion.actions.pictures import forget
from app.discussion.tables import Comment, Flag, Picture, Reaction, Report
from app.kernel.i18n import _
from app.privacy import personal_data
from app.taskforms import files


def register() -> None:
    """Tell what an export of a person holds of discussions; mentions by their handle go when they are anonymised."""
    personal_data.exports(
        personal_data.Section("comments", _("Comments you wrote"), lambda p, a: select(
            *to_see(a, Process.key.label("process"), Comment.step_id, Comment.proposal_id, Comment.instance_id),
            Comment.text, Comment.language, Comment.created_at, Comment.edited_at, Comment.deleted_at).join(
            Process, Process.id == Comment.process_id).where(Comment.author_id == p).order_by(Comment.id)),
        personal_data.Section("pictures", _("Pictures in your comments"), lambda p, a: select(
            *to_see(a, Picture.comment_id), Picture.alt, Picture.width, Picture.height, Picture.size,
            Picture.created_at).outerjoin(Comment, Comment.id == Picture.comment_id).outerjoin(
            Process, Process.id == Comment.process_id).where(Picture.sender_id == p).order_by(Picture.id)),
        personal_data.Section("flags", _("Flags you set"), lambda p, a: select(
            *to_see(a, Process.key.label("process"), Flag.step_id), Flag.kind, Flag.waste, Flag.reason,
            Flag.created_at).join(Process, Process.id == Flag.process_id).where(Flag.person_id == p).order_by(Flag.id)),
        personal_data.Section("reactions", _("Your reactions"), lambda p, a: select(
            *to_see(a, Reaction.comment_id), Reaction.kind).join(Comment, Comment.id == Reaction.comment_id).join(
            Process, Process.id == Comment.process_id).where(Reaction.person_id == p).order_by(Reaction.comment_id)),
        personal_data.Section("reports", _("Comments you reported"), lambda p, a: select(
            *to_see(a, Report.comment_id), Report.reason, Report.created_at).join(
            Comment, Comment.id == Report.comment_id).join(Process, Process.id == Comment.process_id).where(
            Report.person_id == p).order_by(Report.comment_id)),
    )  # fmt: skip
    personal_data.names_people(
        personal_data.Text(Comment.id, Comment.text, by_people=True),
        personal_data.Text(Picture.id, Picture.alt, by_people=True),
    )
    personal_data.erases(personal_data.Erasure(_("pictures in comments"), _pictures))
    files.names_content(Picture.kept_as, Picture.small_as)


def _pictures(session: Session, person_id: str) -> int:
    session.execute(update(Comment).where(Comment.author_id == person_id, Comment.pictures > 0).values(pictures=0))
    return forget(session, session.scalars(select(Picture).where(Picture.sender_id == person_id)).all())
