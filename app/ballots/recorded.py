"""What ballots write into the audit log, in words; how one is called is said by what it is about."""

from __future__ import annotations

from app.ballots.values import CANCELLED, FAILED, PASSED
from app.kernel.audit import Act
from app.kernel.i18n import _

OUTCOMES = {PASSED: _("it passed"), FAILED: _("it did not pass"), CANCELLED: _("it was called off")}
ACTS = {
    "ballot_opened": Act(_("{who} opened {it}; people who may vote: {electorate}")),
    "vote_cast": Act(_("{who} took part in {it}")),
    "vote_taken_back": Act(_("{who} took their vote back in {it}")),
    "ballot_put_off": Act(_("{who} put the end of {it} off to {to}")),
    "ballot_closed": Act(_("{who} closed {it}; {outcome}"), codes={"outcome": OUTCOMES}),
}
