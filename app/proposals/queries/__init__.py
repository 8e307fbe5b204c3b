"""Reads of proposals."""

from app.proposals.queries.decision import Check, Decision, decision
from app.proposals.queries.evidence import Evidence, answered_by, evidence_of, evidence_on
from app.proposals.queries.find import (
    Filter,
    Found,
    by_ids,
    find,
    listed,
    needing,
    on_step,
    open_steps,
    places,
    policy_for,
    revision,
    revisions,
    timeline,
    to_sign,
)
from app.proposals.queries.policies import current_policy, policy_history, policy_number
from app.proposals.queries.preview import (
    Preview,
    changed_xml,
    drawn,
    only_change,
    operations_from,
    overlay_of,
    preview,
    try_change,
)
from app.proposals.queries.touched import Touched, touched

__all__ = [
    "Check",
    "Decision",
    "Evidence",
    "Filter",
    "Found",
    "Preview",
    "Touched",
    "answered_by",
    "by_ids",
    "changed_xml",
    "current_policy",
    "decision",
    "drawn",
    "evidence_of",
    "evidence_on",
    "find",
    "listed",
    "needing",
    "on_step",
    "only_change",
    "open_steps",
    "operations_from",
    "overlay_of",
    "places",
    "policy_for",
    "policy_history",
    "policy_number",
    "preview",
    "revision",
    "revisions",
    "timeline",
    "to_sign",
    "touched",
    "try_change",
]  # fmt: skip
