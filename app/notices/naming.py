"""How notices name people."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.queries import people


def name_of(session: Session, person_id: str) -> str:
    """Give a person's name, “Somebody” where there is none."""
    found = people(session, [person_id]).get(person_id)
    return found.name if found else "Somebody"
