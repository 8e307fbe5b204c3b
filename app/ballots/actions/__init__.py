"""Writes of ballots: open, vote, take a vote back, close, cancel."""

from app.ballots.actions.locks import hold
from app.ballots.actions.running import Question, cancel, close, open_ballot, put_off, settle
from app.ballots.actions.voting import LONGEST_REASON, Sent, cast, take_back

__all__ = [
    "LONGEST_REASON",
    "Question",
    "Sent",
    "cancel",
    "cast",
    "close",
    "hold",
    "open_ballot",
    "put_off",
    "settle",
    "take_back",
]
