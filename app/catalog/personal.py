"""What the library keeps of people."""

from __future__ import annotations

from sqlalchemy import select

from app.catalog.queries import to_see
from app.catalog.tables import Process, Version
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
    )  # fmt: skip
