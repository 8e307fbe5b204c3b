"""Decision tables and forms go along with proposals, and come back with a revert."""

from __future__ import annotations

from app.catalog import actions as library
from app.catalog import queries as catalog
from app.rollout import actions, queries
from tests.factories.proposals import approved, eliminate
from tests.processes.decisions.tables import dmn, formula

FIRST = dmn(formula("t", "1"))


def test_a_proposal_keeps_the_files_and_a_revert_brings_back_those_of_before(session, place) -> None:
    live = catalog.live_version(session, place.process)
    library.publish(session, place.manager, place.process, live.xml, files={"t.dmn": FIRST})
    before = catalog.live_version(session, place.process)
    proposal = approved(session, place, eliminate("Print_form"))
    assert proposal.state == "live"
    after = catalog.live_version(session, place.process)
    assert after.id != before.id and catalog.files_of(session, after.id) == {"t.dmn": FIRST}
    rollout = queries.of_proposal(session, proposal.id)
    for _ in range(50):
        if rollout.state == "done":
            break
        actions.advance(session, rollout.id)
    actions.revert(session, place.manager, queries.find(session, place.manager, rollout.id), "We need the form.")
    reverted = catalog.live_version(session, place.process)
    assert reverted.sha256 == before.sha256 and catalog.files_of(session, reverted.id) == {"t.dmn": FIRST}
