"""Events between features: told in the transaction that makes them, first in first out, and never if it is undone."""

from app.kernel.events.bus import after_commit, announce, announced, deliver, listeners, listens, on_commit
from app.kernel.events.event import Event
from app.kernel.events.intents import Intent, about_to, precedes

__all__ = [
    "Event", "Intent", "about_to", "after_commit", "announce", "announced", "deliver", "listeners", "listens",
    "on_commit", "precedes",
]  # fmt: skip
