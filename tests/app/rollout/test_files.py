"""Decision tables and forms go along with proposals, and come back with a revert."""

from __future__ import annotations

import json

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


def test_a_field_of_a_form_in_a_file_is_dropped_in_a_file_of_the_new_version(session, place) -> None:
    live = catalog.live_version(session, place.process)
    said = b'id="Print_form" xmlns:stepwell="https://stepwell.dev/bpmn" stepwell:form="print.json"'
    form = {
        "type": "object",
        "properties": {"fax": {"type": "string", "title": "Fax number"}, "sum": {"type": "number"}},
    }
    files = {"print.json": json.dumps(form).encode(), "t.dmn": FIRST}
    library.publish(session, place.manager, place.process, live.xml.replace(b'id="Print_form"', said), files=files)
    before = catalog.live_version(session, place.process)
    drop = {"kind": "field", "step": "Print_form", "field": "fax", "change": "drop"}
    proposal = approved(session, place, [drop])
    assert proposal.state == "live" and proposal.sentence == "No longer ask for “Fax number” in “Print form”"
    after = catalog.live_version(session, place.process)
    kept = catalog.files_of(session, after.id)
    assert after.sha256 == before.sha256 and kept["t.dmn"] == FIRST
    assert [*json.loads(kept["print.json"])["properties"]] == ["sum"]
