"""Forget answers that nobody will ask for again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.kernel.idempotency.tables import AnswerPart, IdempotencyKey, SentForm
from app.kernel.jobs import periodic
from app.kernel.times import clock

KEPT = timedelta(days=7)
FORMS_KEPT = timedelta(days=1)
MOST_FORMS = 20_000


def register() -> None:
    """Make the task of this module known; importing it has done so."""


@periodic("kernel.forget_answers", every=timedelta(hours=1))
def forget_answers(session: Session) -> None:
    """Delete keys older than a week, and parts that no younger answer uses."""
    old = clock.now() - KEPT
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < old))
    session.execute(delete(AnswerPart).where(AnswerPart.used_at < old))


@periodic("kernel.forget_forms", every=timedelta(hours=1))
def forget_forms(session: Session) -> None:
    """Delete notes of forms older than a day, the oldest first and not more at once than others can wait for."""
    old = select(SentForm.id).where(SentForm.at < clock.now() - FORMS_KEPT).order_by(SentForm.at).limit(MOST_FORMS)
    session.execute(delete(SentForm).where(SentForm.id.in_(old)))
