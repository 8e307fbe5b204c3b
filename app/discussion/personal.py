"""What discussions keep of people."""

from __future__ import annotations

from sqlalchemy import select

from app.catalog.queries import to_see
from app.catalog.tables import Process
from app.discussion.tables import Comment, Flag, Reaction, Report
from app.kernel.i18n import _
from app.privacy import personal_data


def register() -> None:
    """Tell what an export of a person holds of discussions; mentions by their handle go when they are anonymised."""
    personal_data.exports(
        personal_data.Section("comments", _("Comments you wrote"), lambda p, a: select(
            *to_see(a, Process.key.label("process"), Comment.step_id, Comment.proposal_id, Comment.instance_id),
            Comment.text, Comment.language, Comment.created_at, Comment.edited_at, Comment.deleted_at).join(
            Process, Process.id == Comment.process_id).where(Comment.author_id == p).order_by(Comment.id)),
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
    personal_data.names_people(personal_data.Text(Comment.id, Comment.text, by_people=True))
