"""Rows of work: instances, their open tasks, timers, subscriptions, and the append-only step log."""

from app.work.tables.incidents import Incident
from app.work.tables.instances import Instance, StepEvent, Task
from app.work.tables.lanes import LaneMapping
from app.work.tables.waits import Message, Subscription, Timer

__all__ = ["Incident", "Instance", "LaneMapping", "Message", "StepEvent", "Subscription", "Task", "Timer"]
