"""What ballots tell other features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from app.ballots.values import CANCELLED, FAILED, PASSED
from app.kernel.events import Event, Intent, OneOf, PublicEvent
from app.kernel.subject import Subject

Outcome = Annotated[str, OneOf(PASSED, FAILED, CANCELLED)]


@dataclass(frozen=True)
class BallotOpened(PublicEvent):
    """A frozen electorate is asked a question until a deadline."""

    name = "ballot.opened"
    ballot_id: str
    process_id: str
    subject: Subject
    revision: int
    actor_id: str


@dataclass(frozen=True)
class VoteCast(Event):
    """Somebody voted or changed their vote; what they chose is deliberately not told."""

    name = "vote.cast"
    ballot_id: str
    subject: Subject
    person_id: str


@dataclass(frozen=True)
class VoteTakenBack(Event):
    """Somebody took their vote back; they count as not having voted until they vote anew."""

    name = "vote.taken_back"
    ballot_id: str
    subject: Subject
    person_id: str


@dataclass(frozen=True)
class BallotClosing(Intent):
    """A ballot is about to be locked and decided: whoever must lock something before it does so now."""

    ballot_id: str
    subject: Subject


@dataclass(frozen=True)
class BallotClosed(PublicEvent):
    """A ballot is over: it passed, failed, or was cancelled (the question was taken back or reworded)."""

    name = "ballot.closed"
    ballot_id: str
    process_id: str
    subject: Subject
    outcome: Outcome
    actor_id: str
