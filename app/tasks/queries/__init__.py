"""Reads of tasks and of who does them."""

from app.tasks.queries.absences import (
    absences,
    and_substitutes,
    away_until,
    circle,
    is_free_for,
    substitute_of,
    substitutes,
    substitutes_for,
)
from app.tasks.queries.assignment_facts import (
    able_if_given,
    candidates,
    completed_by,
    eligible_for,
    last_doer,
    least_loaded,
    mappings_of,
    meant_for,
    next_in_turn,
)
from app.tasks.queries.inbox import inbox, inbox_count, inbox_places, is_for, mappings_by_lane, open_here
from app.tasks.queries.performers import asked_of, lane_performers, performers, processes_of
from app.tasks.queries.rules import groups, mapping_words, rule_names, unknown_to
from app.tasks.queries.selection import eligible_for_any, selection
from app.tasks.queries.tasks import (
    already_done,
    is_apart,
    next_for,
    require_other_eyes,
    task,
    task_and_whose,
    task_for_work,
)
from app.tasks.queries.unstaffed import of_process as without_people

__all__ = [
    "able_if_given",
    "absences",
    "already_done",
    "and_substitutes",
    "asked_of",
    "away_until",
    "candidates",
    "circle",
    "completed_by",
    "eligible_for",
    "eligible_for_any",
    "groups",
    "inbox",
    "inbox_count",
    "inbox_places",
    "is_apart",
    "is_for",
    "is_free_for",
    "lane_performers",
    "last_doer",
    "least_loaded",
    "mapping_words",
    "mappings_by_lane",
    "mappings_of",
    "meant_for",
    "next_for",
    "next_in_turn",
    "open_here",
    "performers",
    "processes_of",
    "require_other_eyes",
    "rule_names",
    "selection",
    "substitute_of",
    "substitutes",
    "substitutes_for",
    "task",
    "task_and_whose",
    "task_for_work",
    "unknown_to",
    "without_people",
]
