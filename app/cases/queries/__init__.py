"""Reads of cases."""

from app.cases.queries.filters import saved_filters
from app.cases.queries.incidents import (
    alike,
    how_many,
    incident,
    incident_count,
    incident_places,
    incidents,
    incidents_of,
)
from app.cases.queries.instances import (
    by_receipt,
    history,
    history_before,
    history_page,
    instance,
    instances,
    instances_statement,
    locked,
    open_rows,
    open_tasks,
    running_instances,
    running_on,
)
from app.cases.queries.measured.figures import health, measures, running, tokens
from app.cases.queries.measured.map_facts import map_facts
from app.cases.queries.measured.spent import spent_at
from app.cases.queries.measured.trail import trail
from app.cases.queries.movable import movable
from app.cases.queries.places import places, processes_to_choose, steps_to_choose
from app.cases.queries.waits import called, caller_of, timers_of

__all__ = [
    "alike",
    "by_receipt",
    "called",
    "caller_of",
    "health",
    "history",
    "history_before",
    "history_page",
    "how_many",
    "incident",
    "incident_count",
    "incident_places",
    "incidents",
    "incidents_of",
    "instance",
    "instances",
    "instances_statement",
    "locked",
    "map_facts",
    "measures",
    "movable",
    "open_rows",
    "open_tasks",
    "places",
    "processes_to_choose",
    "running",
    "running_instances",
    "running_on",
    "saved_filters",
    "spent_at",
    "steps_to_choose",
    "timers_of",
    "tokens",
    "trail",
]
