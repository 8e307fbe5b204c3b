"""Reads of work."""

from app.work.queries.absences import absences, stands_in_for, substitute_of
from app.work.queries.forms import draft, files_in, form_file, form_files
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
from app.work.queries.sharing import (
    candidates,
    doers,
    lane_performers,
    last_doer,
    least_loaded,
    next_in_turn,
)
from app.work.queries.steering import movable
from app.work.queries.tasks import already_done, next_for, task, task_for_work
from app.work.queries.waits import (
    called,
    caller_of,
    is_suspended_receiver,
    messages_awaited,
    receiver,
    signal_tasks,
    timers_of,
    waiting_for_signal,
    waiting_of,
    waitings,
)

__all__ = [
    "absences",
    "already_done",
    "by_receipt",
    "called",
    "caller_of",
    "candidates",
    "doers",
    "draft",
    "files_in",
    "form_file",
    "form_files",
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
    "is_suspended_receiver",
    "lane_performers",
    "last_doer",
    "least_loaded",
    "locked",
    "mappings_by_lane",
    "measures",
    "messages_awaited",
    "movable",
    "next_for",
    "next_in_turn",
    "open_here",
    "open_rows",
    "open_tasks",
    "performers",
    "processes_of",
    "receiver",
    "running",
    "running_instances",
    "running_on",
    "signal_tasks",
    "stands_in_for",
    "substitute_of",
    "task",
    "task_for_work",
    "timers_of",
    "tokens",
    "waiting_for_signal",
    "waiting_of",
    "waitings",
]
