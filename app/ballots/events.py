"""What ballots tell other features."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.events import Event, Intent


@dataclass(frozen=True)
class BallotOpened(Event):
    """A frozen electorate is asked a question until a deadline."""

    ballot_id: str
    process_id: str
    subject: str
    revision: int


@dataclass(frozen=True)
class VoteCast(Event):
    """Somebody voted or changed their vote; what they chose is deliberately not told."""

    ballot_id: str
    subject: str
    person_id: str


@dataclass(frozen=True)
class BallotClosing(Intent):
    """A ballot is about to be locked and decided: whoever must lock something before it does so now."""

    ballot_id: str
    subject: str


@dataclass(frozen=True)
class BallotClosed(Event):
    """A ballot is over: outcome passed, failed, or cancelled (the question was taken back or reworded)."""

    ballot_id: str
    subject: str
    outcome: str
