"""Writes of proposals, one function a verb."""

from app.proposals.actions.answering import tell_answered
from app.proposals.actions.ballot import close, discuss, electorate, open_vote, take_vote_back, vote
from app.proposals.actions.decide import approve, ballot_closed, go_live, reject, reverted, say_done, withdraw
from app.proposals.actions.drafts import Draft, carry_over, create, revise
from app.proposals.actions.fewer import look_at_what_is_left, tell_stuck
from app.proposals.actions.forecasts import order_stale
from app.proposals.actions.rebase import (
    as_seen,
    conflict,
    follow,
    follow_stale,
    hold,
    hold_process,
    recheck,
    taken_back,
)
from app.proposals.actions.running import end, postpone

__all__ = [
    "Draft", "approve", "as_seen", "ballot_closed", "carry_over", "close", "conflict", "create", "discuss",
    "electorate", "end", "follow", "follow_stale", "go_live", "hold", "hold_process", "look_at_what_is_left",
    "open_vote", "order_stale", "postpone", "recheck", "reject", "reverted", "revise", "say_done", "take_vote_back",
    "taken_back", "tell_answered", "tell_stuck", "vote", "withdraw",
]  # fmt: skip
