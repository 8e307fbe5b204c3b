"""Rows of cases: instances, their tasks and who had them when, timers, incidents, and the append-only step log."""

from app.cases.tables.filters import SavedFilter
from app.cases.tables.holds import Hold, hold_ends
from app.cases.tables.incidents import Incident
from app.cases.tables.instances import ALIVE, GOING, Instance, StepEvent, Task, claimed_since
from app.cases.tables.timers import Timer

__all__ = [
    "ALIVE",
    "GOING",
    "Hold",
    "Incident",
    "Instance",
    "SavedFilter",
    "StepEvent",
    "Task",
    "Timer",
    "claimed_since",
    "hold_ends",
]
