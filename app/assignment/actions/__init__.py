"""Verbs of who does the work: lanes, rules, absences; sharing out is asked for by name."""

from app.assignment.actions.absences import be_away, be_back
from app.assignment.actions.lanes import map_lanes, mapping_of
from app.assignment.actions.rules import require_usable, share_work

__all__ = ["be_away", "be_back", "map_lanes", "mapping_of", "require_usable", "share_work"]
