"""The last step of the first visit: to read what went live, where one is told of it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists

from app.kernel.features import GuideStep
from app.kernel.i18n import _
from app.rollout.tables import Acknowledgement


def _read(person_id: str) -> ColumnElement[bool]:
    return exists().where(Acknowledgement.person_id == person_id)


STEPS = (
    GuideStep(
        order=50, words=_("See it live"), endpoint="notices.notices", done=_read,
        hint=_("When it is approved, running work moves along and you are told."),
    ),
)  # fmt: skip
