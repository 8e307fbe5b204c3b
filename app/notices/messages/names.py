"""How notices name people and proposals."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.queries import actor_for, people, people_shown
from app.kernel.i18n import Message, _
from app.proposals.tables import Proposal

SOMEBODY = _("Somebody")
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
    said = cut(proposal.sentence, LONGEST)
    return _("{change} (“{nickname}”)", change=said, nickname=proposal.nickname) if proposal.nickname else said


def cut(text: str, longest: int, end: str = "…") -> str:
    """Give a text, what is too long ended; a message stays whole, for each language says it in another length."""
    if isinstance(text, Message) or len(text) <= longest:
        return text
    return f"{text[:longest].rstrip()}{end}"


def short(said: str, longest: int) -> str:
    """Give what somebody wrote on one line, what is too long ended; a message stays whole, as in `cut`."""
    return said if isinstance(said, Message) else cut(" ".join(said.split()), longest)
