"""What ballots keep of people."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts import privacy
from app.ballots.tables import Ballot, Vote


def register() -> None:
    """Tell what an export of a person holds of ballots; how they vote where that is hidden is for them alone."""
    sealed = Ballot.hidden & (Ballot.state == "open")
    votes = (
        select(Ballot.question, Ballot.subject, Vote.choice, Vote.reason, Vote.cast_at, Vote.receipt)
        .join(Ballot, Ballot.id == Vote.ballot_id)
        .order_by(Ballot.id)
    )
    privacy.exports(
        privacy.Section("votes", "How you voted", lambda p: votes.where(Vote.person_id == p, ~sealed)),
        privacy.Section(
            "hidden_votes", "How you vote where that is hidden until the end",
            lambda p: votes.where(Vote.person_id == p, sealed), private=True,
        ),
    )  # fmt: skip
