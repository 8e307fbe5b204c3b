"""Rows of work: instances, their open tasks, timers, subscriptions, and the append-only step log."""

from app.work.tables.arrivals import Message, Trigger
from app.work.tables.forms import Draft, FormFile
from app.work.tables.incidents import Incident
from app.work.tables.instances import Instance, StepEvent, Task
from app.work.tables.lanes import LaneMapping
from app.work.tables.management import Absence, Candidate, SavedFilter, StepGroup, Vacancy
from app.work.tables.waits import Subscription, SubscriptionKey, Timer

__all__ = [
    "Absence", "Candidate", "Draft", "FormFile", "Incident", "Instance", "LaneMapping", "Message", "SavedFilter",
    "StepEvent", "StepGroup", "Subscription",
    "SubscriptionKey", "Task", "Timer", "Trigger", "Vacancy",
]  # fmt: skip
