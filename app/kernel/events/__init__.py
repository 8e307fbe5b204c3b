"""Events between features: told in the transaction that makes them, first in first out, and never if it is undone."""

from app.kernel.events.bus import Announced, after_commit, announce, announced, deliver, listeners, listens, on_commit
from app.kernel.events.event import Event
from app.kernel.events.intents import Intent, about_to, precedes
from app.kernel.events.public import OneOf, Private, PublicEvent, all_events

__all__ = [
    "Announced", "Event", "Intent", "OneOf", "Private", "PublicEvent", "about_to", "after_commit", "all_events",
    "announce", "announced", "deliver", "listeners", "listens", "on_commit", "precedes",
]  # fmt: skip
