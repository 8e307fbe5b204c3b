"""What people do with tasks; each takes (session, actor, …) and leaves the commit to the unit of work."""

from app.tasks.actions.assign import assign, colleagues, delegate, give_back, set_due, set_priority
from app.tasks.actions.bulk import MOST as MOST_AT_ONCE
from app.tasks.actions.bulk import in_bulk
from app.tasks.actions.claim import claim, release
from app.tasks.actions.complete import complete

__all__ = [
    "MOST_AT_ONCE",
    "assign",
    "claim",
    "colleagues",
    "complete",
    "delegate",
    "give_back",
    "in_bulk",
    "release",
    "set_due",
    "set_priority",
]
