"""What notices keep of people; all of it goes with them."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.catalog.tables import Process
from app.kernel.db.rowcount import rows_changed
from app.kernel.i18n import _
from app.notices.queries import shown_to
from app.notices.tables import MailPreference, Notice
from app.privacy import personal_data


def register() -> None:
    """Tell what an export of a person holds of notices, and what goes when they are anonymised."""
    personal_data.exports(
        personal_data.Section("notices", _("What you were told"), lambda p, a: select(
            Notice.at, Notice.words, Notice.url, Notice.read_at, Notice.mailed_at).outerjoin(
            Process, Process.id == Notice.process_id).where(
            Notice.person_id == p, shown_to(a)).order_by(Notice.id), private=True),
        personal_data.Section("mail", _("How you want mail"), lambda p, a: select(
            MailPreference.mode, MailPreference.hour).where(MailPreference.person_id == p)),
    )  # fmt: skip
    personal_data.erases(
        personal_data.Erasure("notices", _notices), personal_data.Erasure("mail preferences", _preference)
    )
    personal_data.names_people(personal_data.Text(Notice.id, Notice.words))


def _notices(session: Session, person_id: str) -> int:
    return rows_changed(session.execute(delete(Notice).where(Notice.person_id == person_id)))


def _preference(session: Session, person_id: str) -> int:
    mine = MailPreference.person_id == person_id
    return rows_changed(session.execute(delete(MailPreference).where(mine)))
