"""How notices name people and proposals."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.queries import actor_for, people, people_shown
from app.proposals.tables import Proposal

SOMEBODY = "Somebody"
LONGEST = 400


def name_of(session: Session, person_id: str) -> str:
    """Give a person's name, “Somebody” where there is none."""
    found = people(session, [person_id]).get(person_id)
    return found.name if found else SOMEBODY


def names_for(session: Session, reader_id: str, *ids: str) -> list[str]:
    """Give people's names as a reader may know them, “Somebody” for each whom they may not."""
    found = people_shown(session, actor_for(session, reader_id), ids)
    return [found[one].name if one in found else SOMEBODY for one in ids]


def called(proposal: Proposal) -> str:
    """What a notice leads with: the sentence from the operations; what people call it stands beside it."""
    said = proposal.sentence if len(proposal.sentence) <= LONGEST else f"{proposal.sentence[:LONGEST].rstrip()}…"
    return f"{said} (“{proposal.nickname}”)" if proposal.nickname else said
