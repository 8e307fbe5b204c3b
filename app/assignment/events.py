"""What sharing out work tells the features above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.kernel.events import Event


@dataclass(frozen=True)
class SubstituteAsked(Event):
    """A person is asked to do the work of one who is away; told when that is said, and when it begins."""

    name = "substitute.asked"
    absence_id: str
    away_id: str
    person_id: str
    begins_at: datetime
    ends_at: datetime
    begun: bool
