"""What forms keep of people, and what of it is theirs alone."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.cases.tables import Instance, Task
from app.catalog.queries import to_see
from app.catalog.tables import Process
from app.kernel.db.rowcount import rows_changed
from app.kernel.i18n import _
from app.privacy import personal_data
from app.taskforms.tables import Draft, FormFile


def register() -> None:
    """Tell what an export of a person holds of forms, and what goes when they are anonymised."""
    personal_data.exports(
        personal_data.Section("drafts", _("Forms you have not sent"), lambda p, a: select(
            *to_see(a, Draft.task_id), Draft.data, Draft.saved_at).join(Task, Task.id == Draft.task_id).join(
            Process, Process.id == Task.process_id).where(Draft.person_id == p), private=True),
        personal_data.Section("files", _("Files you sent"), lambda p, a: select(
            FormFile.name, FormFile.size, FormFile.type, FormFile.sha256, *to_see(a, FormFile.instance_id),
            FormFile.created_at).outerjoin(Instance, Instance.id == FormFile.instance_id).outerjoin(
            Process, Process.id == Instance.process_id).where(FormFile.sender_id == p).order_by(FormFile.id)),
    )  # fmt: skip
    personal_data.erases(personal_data.Erasure(_("drafts of forms"), _drafts))


def _drafts(session: Session, person_id: str) -> int:
    return rows_changed(session.execute(delete(Draft).where(Draft.person_id == person_id)))
