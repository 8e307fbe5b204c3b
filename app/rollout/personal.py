"""What rollouts keep of people."""

from __future__ import annotations

from sqlalchemy import select

from app.catalog.queries import to_see
from app.catalog.tables import Process, Version
from app.kernel.i18n import _
from app.privacy import personal_data
from app.rollout.tables import Acknowledgement


def register() -> None:
    """Tell what an export of a person holds of rollouts."""
    personal_data.exports(
        personal_data.Section("read", _("Changes you have read"), lambda p, a: select(
            *to_see(a, Process.key.label("process")), Version.number, Acknowledgement.at)
            .join(Version, Version.id == Acknowledgement.version_id)
            .join(Process, Process.id == Version.process_id)
            .where(Acknowledgement.person_id == p).order_by(Acknowledgement.version_id)),
    )  # fmt: skip
