"""What ballots write into the audit log, in words; how one is called is said by what it is about."""

from __future__ import annotations

from app.ballots.outcomes import CANCELLED, FAILED, PASSED
from app.kernel.audit import Act

OUTCOMES = {PASSED: "it passed", FAILED: "it did not pass", CANCELLED: "it was called off"}
ACTS = {
    "ballot_opened": Act("opened {it}; people who may vote: {electorate}"),
    "vote_cast": Act("took part in {it}"),
    "ballot_put_off": Act("put the end of {it} off to {to}"),
    "ballot_closed": Act("closed {it}; {outcome}", codes={"outcome": OUTCOMES}),
}
