"""Reads of decision policies, and whether they can be met by the people who are there."""

from app.decision_policy.queries.feasibility import asked, cannot_pass, too_few, unsigned, warnings
from app.decision_policy.queries.policies import current_policy, policy_history, policy_number

__all__ = [
    "asked", "cannot_pass", "current_policy", "policy_history", "policy_number", "too_few", "unsigned", "warnings",
]  # fmt: skip
