"""How notices name people."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.queries import actor_for, people, people_shown

SOMEBODY = "Somebody"


def name_of(session: Session, person_id: str) -> str:
    """Give a person's name, “Somebody” where there is none."""
    found = people(session, [person_id]).get(person_id)
    return found.name if found else SOMEBODY


def names_for(session: Session, reader_id: str, *ids: str) -> list[str]:
    """Give people's names as a reader may know them, “Somebody” for each whom they may not."""
    found = people_shown(session, actor_for(session, reader_id), ids)
    return [found[one].name if one in found else SOMEBODY for one in ids]
