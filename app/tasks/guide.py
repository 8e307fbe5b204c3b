"""The step of the first visit that tasks show."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists

from app.cases.tables import Task
from app.kernel.features import GuideStep
from app.kernel.i18n import _


def _did(person_id: str) -> ColumnElement[bool]:
    return exists().where(Task.closed_by == person_id)


STEPS = (
    GuideStep(
        order=10, words=_("Do a task"), endpoint="work.inbox", done=_did,
        hint=_("Open one that waits for you, fill its form, complete it."),
    ),
)  # fmt: skip
