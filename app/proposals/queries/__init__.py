"""Reads of proposals."""

from app.ballots.methods.contract import Check
from app.proposals.queries.acts import Act, acts
from app.proposals.queries.clashes import Answers, Clash, answers_of, clashes, rival_of
from app.proposals.queries.decision import Decision, decision
from app.proposals.queries.evidence import answered_by, evidence_of
from app.proposals.queries.find import (
    Filter,
    Found,
    Where,
    by_ids,
    find,
    is_shown_whole,
    listed,
    lock_rows,
    needing,
    on_step,
    open_on_steps,
    places,
    policy_for,
    revision,
    revisions,
    said_in,
    timeline,
    to_sign,
)
from app.proposals.queries.forecast import forecast
from app.proposals.queries.live import (
    ENDS,
    Fate,
    does_not_fit,
    fate,
    on_live,
    on_version,
    read_on,
    spoken,
    touched_by,
    try_ahead,
)
from app.proposals.queries.origins import answered_people, signatures
from app.proposals.queries.stuck import Stuck, at_risk, author_left, signatures_stuck, stuck, votes_stuck
from app.proposals.queries.talk import in_talk
from app.proposals.queries.waiting import came_of, waiting

__all__ = [
    "ENDS",
    "Act",
    "Answers",
    "Check",
    "Clash",
    "Decision",
    "Fate",
    "Filter",
    "Found",
    "Stuck",
    "Where",
    "acts",
    "answered_by",
    "answered_people",
    "answers_of",
    "at_risk",
    "author_left",
    "by_ids",
    "came_of",
    "clashes",
    "decision",
    "does_not_fit",
    "evidence_of",
    "fate",
    "find",
    "forecast",
    "in_talk",
    "is_shown_whole",
    "listed",
    "lock_rows",
    "needing",
    "on_live",
    "on_step",
    "on_version",
    "open_on_steps",
    "places",
    "policy_for",
    "read_on",
    "revision",
    "revisions",
    "rival_of",
    "said_in",
    "signatures",
    "signatures_stuck",
    "spoken",
    "stuck",
    "timeline",
    "to_sign",
    "touched_by",
    "try_ahead",
    "votes_stuck",
    "waiting",
]  # fmt: skip
