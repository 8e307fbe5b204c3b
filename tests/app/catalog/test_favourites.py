"""Processes that people keep at hand, and small pictures of them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.catalog import actions
from app.catalog.actions import favourites
from app.catalog.tables import Favourite
from app.kernel.errors import Conflict
from tests.factories import accounts, catalog, models


@pytest.fixture
def two(unit, people):
    """Load two processes, of the manager and of somebody else."""
    with unit() as session:
        catalog.process(session, accounts.queries.actor_for(session, people["manager"]), key="mine", title="Mine")
        catalog.process(session, accounts.actor(session, role="manager"), key="other", title="Another")


def listed(browser, url):
    return re.findall(r'id="process-([a-z]+)"', browser.get(url).text)


def test_a_star_keeps_a_process_at_hand_and_gives_it_back(browser, two):
    assert "Nothing at hand yet" in browser.get("/processes?whose=favourites").text
    answer = accounts.post(browser, "/processes/other/favourite", keep="1")
    assert (answer.status_code, answer.location) == (303, "/processes#process-other")
    accounts.post(browser, "/processes/other/favourite", keep="1")
    assert listed(browser, "/processes?whose=favourites") == ["other"]
    assert listed(browser, "/processes?whose=mine") == ["mine"]
    assert sorted(listed(browser, "/processes?whose=else")) == ["mine", "other"]
    assert browser.get("/processes/other").text.count('aria-pressed="true"') > 0
    back = accounts.post(browser, "/processes/other/favourite", keep="0", back="process")
    assert back.location == "/processes/other" and listed(browser, "/processes?whose=favourites") == []


def test_what_one_may_not_see_is_no_favourite(app, browser, unit, two):
    with unit() as session:
        partner = accounts.signed_in(app, session, accounts.person(session, "Pia", "guest"))
    assert accounts.post(partner, "/processes/mine/favourite", keep="1").status_code == 404
    with unit() as session:
        assert session.scalar(select(Favourite)) is None


def test_favourites_have_a_bound(session, monkeypatch):
    monkeypatch.setattr(favourites, "MOST_FAVOURITES", 1)
    actor = accounts.actor(session, role="manager")
    first, second = (catalog.process(session, actor) for _ in range(2))
    actions.keep_at_hand(session, actor, first, keep=True)
    actions.keep_at_hand(session, actor, first, keep=True)
    with pytest.raises(Conflict, match="at most 1 favourites"):
        actions.keep_at_hand(session, actor, second, keep=True)


def test_a_process_has_a_small_picture(browser, unit, people):
    with unit() as session:
        owner = accounts.queries.actor_for(session, people["manager"])
        catalog.process(session, owner, models.lanes({"Sales": ["A"], "Desk": ["B"]}), key="lanes")
    answer = browser.get("/processes/lanes/versions/1/thumbnail.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.text.count("<rect") >= 2 and "<text" not in answer.text
    again = browser.get("/processes/lanes/versions/1/thumbnail.svg", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and "thumbnail.svg" in browser.get("/processes").text
