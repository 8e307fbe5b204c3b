"""Say that an absence begins."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.assignment.events import SubstituteAsked
from app.assignment.tables import Absence
from app.kernel.events import announce
from app.kernel.jobs import task
from app.kernel.times import clock


@task("work.absence_begins")
def absence_begins(session: Session, absence_id: str) -> None:
    """Tell who stands in that it begins now, unless the absence was taken back."""
    row = session.get(Absence, absence_id)
    if row is not None and row.ends_at > clock.now():
        announce(session, SubstituteAsked(row.id, row.person_id, row.substitute_id, row.begins_at, row.ends_at, True))
