"""Telling of work that nobody does any more, a little after it lost its last person."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel.jobs import periodic
from app.staffing.actions.vacancies import TOGETHER, next_to_tell, tell_vacancies


@periodic("work.vacancies", every=TOGETHER, due=next_to_tell)
def tell(session: Session) -> None:
    """Tell those who can act of all that there is by now."""
    tell_vacancies(session)
