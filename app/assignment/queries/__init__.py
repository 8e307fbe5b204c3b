"""Reads of who does the work."""

from app.assignment.queries.absences import (
    absences,
    and_substitutes,
    away_until,
    circle,
    is_free_for,
    substitute_of,
    substitutes,
    substitutes_for,
)
from app.assignment.queries.assignment_facts import (
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
from app.assignment.queries.lanes import mappings_by_lane
from app.assignment.queries.mine import is_for, not_kept_apart
from app.assignment.queries.performers import asked_of, lane_performers, performers, processes_of
from app.assignment.queries.rules import groups, mapping_words, rule_names, unknown_to
from app.assignment.queries.unstaffed import of_process as without_people

__all__ = [
    "able_if_given",
    "absences",
    "and_substitutes",
    "asked_of",
    "away_until",
    "candidates",
    "circle",
    "completed_by",
    "eligible_for",
    "groups",
    "is_for",
    "is_free_for",
    "lane_performers",
    "last_doer",
    "least_loaded",
    "mapping_words",
    "mappings_by_lane",
    "mappings_of",
    "meant_for",
    "next_in_turn",
    "not_kept_apart",
    "performers",
    "processes_of",
    "rule_names",
    "substitute_of",
    "substitutes",
    "substitutes_for",
    "unknown_to",
    "without_people",
]
