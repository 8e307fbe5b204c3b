"""Reads of work."""

from app.work.queries.absences import absences, is_free_for, stands_in_for, substitute_of
from app.work.queries.cases import places, processes_to_choose, steps_to_choose
from app.work.queries.chosen import able_for_any, away_until, chosen
from app.work.queries.filters import saved_filters
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
    instances_statement,
    locked,
    open_rows,
    open_tasks,
    running_instances,
    running_on,
)
from app.work.queries.measures import health, measures, running, tokens
from app.work.queries.performers import performers, processes_of
from app.work.queries.rules import groups, rule_names
from app.work.queries.sharing import (
    able_for,
    candidates,
    doers,
    lane_performers,
    last_doer,
    least_loaded,
    mappings_of,
    next_in_turn,
)
from app.work.queries.steering import movable
from app.work.queries.tasks import already_done, is_apart, next_for, require_other_eyes, task, task_for_work
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
)

__all__ = [
    "able_for",
    "able_for_any",
    "absences",
    "already_done",
    "away_until",
    "by_receipt",
    "called",
    "caller_of",
    "candidates",
    "chosen",
    "doers",
    "draft",
    "files_in",
    "form_file",
    "form_files",
    "groups",
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
    "instances_statement",
    "is_apart",
    "is_free_for",
    "is_suspended_receiver",
    "lane_performers",
    "last_doer",
    "least_loaded",
    "locked",
    "mappings_by_lane",
    "mappings_of",
    "measures",
    "messages_awaited",
    "movable",
    "next_for",
    "next_in_turn",
    "open_here",
    "open_rows",
    "open_tasks",
    "performers",
    "places",
    "processes_of",
    "processes_to_choose",
    "receiver",
    "require_other_eyes",
    "rule_names",
    "running",
    "running_instances",
    "running_on",
    "saved_filters",
    "signal_tasks",
    "stands_in_for",
    "steps_to_choose",
    "substitute_of",
    "task",
    "task_for_work",
    "timers_of",
    "tokens",
    "waiting_for_signal",
    "waiting_of",
]
