"""What becomes of a vote that runs: it is given more time, or ended because its author has left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.ballots import actions as ballots
from app.decision_policy.values import LONGEST_DAYS
from app.kernel.errors import Conflict, Invalid
from app.kernel.i18n import _, sentences
from app.kernel.policy import Actor
from app.kernel.times import clock, zones
from app.proposals import queries
from app.proposals.actions.ballot import cancel_ballot, running_ballot
from app.proposals.actions.transition import allowed, as_read, move
from app.proposals.queries.find import Found
from app.proposals.tables import Proposal

LONGEST_NOTE = 4000


def end(session: Session, actor: Actor, found: Found, reason: str, revision: int | None = None) -> Proposal:
    """End the proposal of somebody who has left, with a written reason; a running vote ends without a decision.

    Raises Conflict where the author is still here, and can withdraw it.
    """
    way = allowed(actor, found, "end")
    as_read(session, found, revision)
    if not queries.author_left(session, found.proposal):
        raise Conflict(
            "AUTHOR_IS_HERE",
            _("Expected a proposal whose author has left, but its author is here and can withdraw it. Ask them."),
            for_people=_("Its author works here and can withdraw it. Ask them."),
        )
    said = _reason(reason)
    if not said:
        words = _("Write why, so that those who were asked understand it.")
        found_none = _("Expected a reason, but there is none.")
        raise Invalid("REASON_MISSING", sentences(found_none, words), {"reason": words})
    cancel_ballot(session, actor, found.proposal)
    found.proposal.outcome_words = said
    move(session, actor, found.proposal, way, said)
    return found.proposal


def postpone(
    session: Session, actor: Actor, found: Found, until: datetime, reason: str = "", revision: int | None = None
) -> Proposal:
    """Put the deadline of a running vote off, to a later moment only; everybody who is asked is told."""
    way = allowed(actor, found, "postpone")
    ballot = running_ballot(session, found)
    as_read(session, found, revision)
    said = _reason(reason)
    if until > clock.now() + timedelta(days=LONGEST_DAYS):
        words = _("A vote runs at most {most} more days.", most=LONGEST_DAYS)
        raise Invalid("TOO_LATE", sentences(_("Expected an earlier deadline."), words), {"closes_at": words})
    before = ballot.closes_at
    # An earlier one is refused below; the first moments of all have no name in another zone.
    until = max(until, before).astimezone(UTC)
    ballots.put_off(session, actor, ballot, until)
    note = sentences(_("from {before} to {until}.", before=zones.mark(before), until=zones.mark(until)), said)
    move(session, actor, found.proposal, way, note, _("put the deadline off {note}", note=note))
    return found.proposal


def _reason(reason: str) -> str:
    if len(reason) > LONGEST_NOTE:
        words = _("Use at most {number} characters.", number=LONGEST_NOTE)
        raise Invalid("TOO_LONG", sentences(_("Expected a shorter reason."), words), {"reason": words})
    return reason.strip()
