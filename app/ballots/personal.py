"""What ballots keep of people."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Dialect, TypeDecorator, select, type_coerce

from app.ballots.tables import Ballot, Vote
from app.catalog.queries import to_see
from app.catalog.tables import Process
from app.kernel.api.paging import Rows
from app.kernel.db.database import JSONText
from app.kernel.i18n import _
from app.kernel.policy import Actor
from app.privacy import personal_data


class _Chosen(TypeDecorator[Any]):
    """A selection as an export tells it: what was chosen, without the name under which programs send it."""

    impl = JSONText
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Give what stands alone in a selection; whole what does not."""
        return next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else value


def register() -> None:
    """Tell what an export of a person holds of ballots; how they vote where that is hidden is for them alone."""
    sealed = Ballot.hidden & (Ballot.state == "open")

    def votes(person_id: str, actor: Actor) -> Rows:
        shown = to_see(actor, Ballot.question, Ballot.subject)
        found = select(
            *shown, type_coerce(Vote.selection, _Chosen).label("choice"), Vote.reason, Vote.cast_at, Vote.receipt
        ).select_from(Vote)
        found = found.join(Ballot, Ballot.id == Vote.ballot_id).join(Process, Process.id == Ballot.process_id)
        return found.where(Vote.person_id == person_id).order_by(Ballot.id)

    personal_data.exports(
        personal_data.Section("votes", _("How you voted"), lambda p, a: votes(p, a).where(~sealed)),
        personal_data.Section(
            "hidden_votes", _("How you vote where that is hidden until the end"),
            lambda p, a: votes(p, a).where(sealed), private=True,
        ),
    )  # fmt: skip
