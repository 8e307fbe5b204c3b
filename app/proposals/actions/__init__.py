"""Writes of proposals, one function a verb."""

from app.proposals.actions.ballot import close, discuss, electorate, open_vote, vote
from app.proposals.actions.decide import approve, ballot_closed, conflict, go_live, reject, reverted, withdraw
from app.proposals.actions.forecast import order, order_stale, work_out
from app.proposals.actions.policies import problems, set_policy
from app.proposals.actions.running import end, postpone
from app.proposals.actions.write import Draft, create, may_propose, revise

__all__ = [
    "Draft", "approve", "ballot_closed", "close", "conflict", "create", "discuss", "electorate", "end", "go_live",
    "may_propose", "open_vote", "order", "order_stale", "postpone", "problems", "reject", "reverted", "revise",
    "set_policy", "vote", "withdraw", "work_out",
]  # fmt: skip
