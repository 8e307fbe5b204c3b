"""What people do with tasks; each takes (session, actor, …) and leaves the commit to the unit of work."""

from app.tasks.actions.absences import be_away, be_back
from app.tasks.actions.assign import assign, colleagues, delegate, give_back, set_due, set_priority
from app.tasks.actions.assignment.lanes import map_lanes, mapping_of
from app.tasks.actions.assignment.rules import require_usable, share_work
from app.tasks.actions.bulk import MOST as MOST_AT_ONCE
from app.tasks.actions.bulk import in_bulk
from app.tasks.actions.claim import claim, release
from app.tasks.actions.complete import complete

__all__ = [
    "MOST_AT_ONCE",
    "assign",
    "be_away",
    "be_back",
    "claim",
    "colleagues",
    "complete",
    "delegate",
    "give_back",
    "in_bulk",
    "map_lanes",
    "mapping_of",
    "release",
    "require_usable",
    "set_due",
    "set_priority",
    "share_work",
]
