"""Uploads of the same process at the same moment: one after the other, each over what the one before made live."""

from __future__ import annotations

import threading

import pytest

from app.catalog import actions, queries
from app.kernel.policy import SYSTEM
from tests.factories import accounts, models
from tests.factories.accounts import CSRF
from tests.support.awaiting import blocked, ended

NEWER = models.linear("A", "C")
WAYS = {
    "program": lambda c, b, h: c.post("/api/v1/processes/offer/versions", json={"bpmn": NEWER.decode()}, headers=h),
    "page": lambda c, b, h: b.post("/processes/offer/versions/new", data={**CSRF, "bpmn": NEWER.decode()}),
    "mode": lambda c, b, h: c.post("/api/v1/processes/offer/mode", json={"mode": "documenting"}, headers=h),
}


@pytest.mark.databases("postgresql")
@pytest.mark.parametrize("way", WAYS)
def test_who_comes_second_follows_what_the_first_made_live(client, browser, people, unit, database, way):
    with unit() as session:
        owner = accounts.queries.actor_for(session, people["manager"])
        actions.create(session, owner, "offer", "Offer", models.linear("A", "B"))
    answers = []
    second = threading.Thread(target=lambda: answers.append(WAYS[way](client, browser, people["as_manager"])))
    with unit() as session:
        process = queries.process_by_key(session, SYSTEM, "offer")
        actions.publish(session, SYSTEM, process, models.linear("A", "Z"))
        second.start()
        blocked(database, second)
    ended(second)
    assert answers[0].status_code in (201, 303), answers[0].text
    with unit() as session:
        process = queries.process_by_key(session, SYSTEM, "offer")
        assert [version.number for version in queries.versions(session, process)] == [3, 2, 1]
