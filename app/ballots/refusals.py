"""Why nothing is done with a ballot, as errors."""

from __future__ import annotations

from app.kernel.errors import Conflict
from app.kernel.i18n import _, ngettext


def nobody_to_ask() -> Conflict:
    """Give the error of a ballot that nobody could vote in."""
    return Conflict(
        "NOBODY_TO_ASK",
        _(
            "Expected somebody who may vote, but nobody may do the steps of this process. "
            "Give people a role or change who votes in the policy, then open it again."
        ),
        for_people=_(
            "Nobody can vote on this, since nobody may do the steps of this process. Give people a role, or "
            "change who votes in the rules; then open the vote again."
        ),
    )


def closed() -> Conflict:
    """Give the error of a ballot that was to be ended or put off, and is over."""
    return Conflict(
        "BALLOT_CLOSED",
        _("Expected the vote to be open, but voting is over. Look at its outcome."),
        for_people=_("Voting is over already. Look at what came of it."),
    )


def altered(count: int) -> Conflict:
    """Give the error of so many votes that are not as they were cast."""
    return Conflict(
        "VOTES_ALTERED",
        ngettext(
            "Expected the votes as they were cast, but {n} of them does not fit its receipt: somebody "
            "changed the database. Nothing was decided. Run `stepwell doctor`, and ask an administrator.",
            "Expected the votes as they were cast, but {n} of them do not fit their receipts: somebody "
            "changed the database. Nothing was decided. Run `stepwell doctor`, and ask an administrator.",
            count,
        ),
        for_people=ngettext(
            "{n} vote does not fit its receipt: somebody changed the database. Nothing was decided. Ask an "
            "administrator.",
            "{n} votes do not fit their receipts: somebody changed the database. Nothing was decided. Ask an "
            "administrator.",
            count,
        ),
    )
