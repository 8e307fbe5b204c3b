"""One browser, many tabs and people: one stream serves all tabs, and what one typed is nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.factories import models
from tests.factories.accounts import PASSWORD
from tests.support.rest import Rest
from tests.support.servers import Server

TABS = 8


@pytest.mark.browser
@pytest.mark.databases("sqlite")
def test_eight_tabs_stay_alive_with_one_stream(
    server: Server, hire: Callable[[str, str], str], token_of: Callable[[str], str], enter: Callable[..., Person]
) -> None:
    email = hire("Wilma Worker", "worker")
    wilma, program = enter(email), Rest(server.url, token_of(hire("Mona Manager", "manager")))
    program.post("/processes", {"key": "offer", "title": "Offer", "bpmn": models.linear("Write it").decode()})
    streams: list[str] = []
    wilma.context.on("request", lambda request: streams.append(request.url) if "/live" in request.url else None)
    tabs = [wilma.page, *(wilma.context.new_page() for _ in range(TABS - 1))]
    for tab in tabs:
        tab.goto(f"{server.url}/work")
    wilma.page.wait_for_function("async () => (await navigator.locks.query()).held.length === 1")
    program.post("/processes/offer/instances", {"data": {}})
    for tab in tabs:
        expect(tab.get_by_text("Write it").first).to_be_visible(timeout=60_000)
    assert len(streams) <= 4, "each tab opened a stream of its own"
    leader = next(tab for tab in tabs[1:] if tab is not wilma.page)
    leader.close()
    wilma.page.goto(f"{server.url}/processes")
    wilma.page.goto(f"{server.url}/work")
    program.post("/processes/offer/instances", {"data": {}})
    for tab in [tab for tab in tabs if tab is not leader]:
        expect(tab.get_by_role("link", name="Write it", exact=False)).to_have_count(2, timeout=60_000)


@pytest.mark.browser
@pytest.mark.databases("sqlite")
def test_a_list_in_use_is_brought_up_to_date_when_it_is_left(
    server: Server, hire: Callable[[str, str], str], token_of: Callable[[str], str], enter: Callable[..., Person]
) -> None:
    email = hire("Wilma Worker", "worker")
    wilma, program = enter(email), Rest(server.url, token_of(hire("Mona Manager", "manager")))
    program.post("/processes", {"key": "offer", "title": "Offer", "bpmn": models.linear("Write it").decode()})
    program.post("/processes/offer/instances", {"data": {}})
    other = wilma.context.new_page()
    for tab in (wilma.page, other):
        tab.goto(f"{server.url}/work")
    chosen = wilma.page.locator("[name=task]").first
    chosen.check()
    program.post("/processes/offer/instances", {"data": {}})
    expect(other.get_by_role("link", name="Write it", exact=False)).to_have_count(2, timeout=60_000)
    expect(chosen).to_be_checked()
    chosen.uncheck()
    wilma.page.get_by_role("combobox", name="Search processes").focus()
    expect(wilma.page.get_by_role("link", name="Write it", exact=False)).to_have_count(2, timeout=60_000)


@pytest.mark.browser
@pytest.mark.databases("sqlite")
def test_what_one_typed_comes_back_to_oneself_and_to_nobody_else_at_this_browser(
    server: Server, hire: Callable[[str, str], str], enter: Callable[..., Person]
) -> None:
    mona, max_ = hire("Mona Manager", "manager"), hire("Max Manager", "manager")
    person = enter(mona)
    title = person.visit("/processes/new").get_by_label("Title")
    title.fill("Not for others")
    person.context.clear_cookies()
    person.sign_in(max_, PASSWORD)
    expect(person.visit("/processes/new").get_by_label("Title")).to_have_value("")
    person.context.clear_cookies()
    person.sign_in(mona, PASSWORD)
    expect(person.visit("/processes/new").get_by_label("Title")).to_have_value("Not for others")
