"""What is kept of people as those who do work."""

from __future__ import annotations

from sqlalchemy import select

from app.assignment.tables import Absence
from app.kernel.i18n import _
from app.privacy import personal_data


def register() -> None:
    """Tell what an export of a person holds of their absences."""
    personal_data.exports(
        personal_data.Section("absences", _("When you are away"), lambda p, a: select(
            Absence.begins_at, Absence.ends_at).where(Absence.person_id == p).order_by(Absence.id)),
    )  # fmt: skip
