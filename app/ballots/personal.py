"""What ballots keep of people."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from app.accounts import privacy
from app.ballots.tables import Ballot, Vote
from app.catalog.queries import to_see
from app.catalog.tables import Process
from app.kernel.policy import Actor


def register() -> None:
    """Tell what an export of a person holds of ballots; how they vote where that is hidden is for them alone."""
    sealed = Ballot.hidden & (Ballot.state == "open")

    def votes(person_id: str, actor: Actor) -> Select[Any]:
        shown = to_see(actor, Ballot.question, Ballot.subject)
        found = select(*shown, Vote.choice, Vote.reason, Vote.cast_at, Vote.receipt).select_from(Vote)
        found = found.join(Ballot, Ballot.id == Vote.ballot_id).join(Process, Process.id == Ballot.process_id)
        return found.where(Vote.person_id == person_id).order_by(Ballot.id)

    privacy.exports(
        privacy.Section("votes", "How you voted", lambda p, a: votes(p, a).where(~sealed)),
        privacy.Section(
            "hidden_votes", "How you vote where that is hidden until the end",
            lambda p, a: votes(p, a).where(sealed), private=True,
        ),
    )  # fmt: skip
