"""What drafts keep of people: their own, which go with them."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.drafts.tables import DraftFile, ProcessDraft
from app.kernel.db.rowcount import rows_changed
from app.kernel.i18n import _
from app.privacy import personal_data


def register() -> None:
    """Tell what an export of a person holds of drafts, and what is deleted with them."""
    personal_data.exports(
        personal_data.Section("process_drafts", _("Drafts of processes"), lambda p, a: select(
            ProcessDraft.title, ProcessDraft.key, ProcessDraft.note, ProcessDraft.created_at).where(
            ProcessDraft.author_id == p).order_by(ProcessDraft.id), private=True),
    )  # fmt: skip
    personal_data.erases(personal_data.Erasure(_("drafts of processes"), _drafts))


def _drafts(session: Session, person_id: str) -> int:
    mine = select(ProcessDraft.id).where(ProcessDraft.author_id == person_id)
    session.execute(delete(DraftFile).where(DraftFile.draft_id.in_(mine)))
    return rows_changed(session.execute(delete(ProcessDraft).where(ProcessDraft.author_id == person_id)))
