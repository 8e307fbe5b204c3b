"""What the library keeps of people."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.catalog.queries import to_see, visible
from app.catalog.tables import Favourite, Process, Version, VersionOrigin
from app.kernel.db.rowcount import rows_changed
from app.kernel.i18n import _
from app.privacy import personal_data


def register() -> None:
    """Tell what an export of a person holds of the library."""
    personal_data.exports(
        personal_data.Section("processes", _("Processes you own"), lambda p, a: select(
            Process.key, Process.title, Process.created_at, Process.archived_at).where(
            Process.owner_id == p).order_by(Process.id)),
        personal_data.Section("versions", _("Versions you published"), lambda p, a: select(
            *to_see(a, Process.key, Version.sentence), Version.number, Version.note, Version.created_at).join(
            Process, Process.id == Version.process_id).where(Version.author_id == p).order_by(Version.id)),
        personal_data.Section("favourites", _("Processes you keep at hand"), lambda p, a: select(
            Process.key, Favourite.created_at).join(Process, Process.id == Favourite.process_id).where(
            Favourite.person_id == p, visible(a)).order_by(Favourite.process_id)),
    )  # fmt: skip
    personal_data.names_people(personal_data.Text(VersionOrigin.version_id, VersionOrigin.facts, by_people=True))
    personal_data.erases(personal_data.Erasure(_("favourites"), _favourites))


def _favourites(session: Session, person_id: str) -> int:
    return rows_changed(session.execute(delete(Favourite).where(Favourite.person_id == person_id)))
