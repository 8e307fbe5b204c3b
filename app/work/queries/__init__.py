"""Reads of work."""

from app.work.queries.inbox import inbox, inbox_count, inbox_places, mappings_by_lane, open_here
from app.work.queries.incidents import (
    incident,
    incident_count,
    incident_places,
    incidents,
    incidents_of,
)
from app.work.queries.instances import (
    by_receipt,
    history,
    instance,
    instances,
    locked,
    open_rows,
    open_tasks,
    running_instances,
    running_on,
)
from app.work.queries.measures import health, measures, running, tokens
from app.work.queries.performers import performers, processes_of
from app.work.queries.tasks import already_done, next_for, task, task_for_work

__all__ = [
    "already_done",
    "by_receipt",
    "health",
    "history",
    "inbox",
    "inbox_count",
    "inbox_places",
    "incident",
    "incident_count",
    "incident_places",
    "incidents",
    "incidents_of",
    "instance",
    "instances",
    "locked",
    "mappings_by_lane",
    "measures",
    "next_for",
    "open_here",
    "open_rows",
    "open_tasks",
    "performers",
    "processes_of",
    "running",
    "running_instances",
    "running_on",
    "task",
    "task_for_work",
    "tokens",
]
