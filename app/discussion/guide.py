"""The step of the first visit that discussions show."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists

from app.discussion.tables import Flag
from app.kernel.features import GuideStep
from app.kernel.i18n import _


def _flagged(person_id: str) -> ColumnElement[bool]:
    return exists().where(Flag.person_id == person_id)


STEPS = (
    GuideStep(
        order=20, words=_("Flag a step"), endpoint="work.inbox", done=_flagged,
        hint=_("Beside each task: is this step worth doing? One tap says no."),
    ),
)  # fmt: skip
