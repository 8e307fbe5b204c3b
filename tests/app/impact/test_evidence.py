"""What people said about the steps of a change is found whole, however much of it there is."""

from __future__ import annotations

from app.discussion import actions as discussion
from app.impact import queries
from app.impact.queries import evidence


def test_praise_crowds_no_red_flag_out(session, place, monkeypatch) -> None:
    monkeypatch.setattr(evidence, "MOST", 2)
    critic, *fans = place.workers
    discussion.raise_flag(session, critic, place.process, "Print_form", "low_value", waste=None, reason="Paper")
    for fan in (*fans, place.manager):
        discussion.raise_flag(session, fan, place.process, "Print_form", "works_well", waste=None, reason="I like it")
    found = queries.evidence_on(session, place.process.id, ["Print_form"])
    assert ([flag.reason for flag in found.flags], len(found.praise)) == (["Paper"], 2)
