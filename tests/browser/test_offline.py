"""Without a network: the page says so, shows nothing of anybody, and what was typed is there again afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.factories import models
from tests.support.rest import Rest
from tests.support.servers import Server

pytestmark = pytest.mark.databases("sqlite")

READY = "() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
KEPT = """
async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
  return found.sort();
}
"""


def test_what_was_typed_outlasts_the_network(
    server: Server, hire: Callable[[str, str], str], token_of: Callable[[str], str], enter: Callable[..., Person]
) -> None:
    manager = hire("Mona Manager", "manager")
    Rest(server.url, token_of(manager)).post(
        "/processes", {"key": "offer", "title": "Offer", "bpmn": models.linear("Write it").decode()}
    )
    mona = enter(manager, narrow=True, worker=True)
    page = mona.page
    page.wait_for_function(READY)
    page.goto(f"{server.url}/processes/offer/discussion")
    page.locator("textarea").first.fill("Written on a train.")
    mona.context.set_offline(True)
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_role("heading", name="There is no connection")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Mona")
    expect(page.get_by_text("What you typed is kept in this browser")).to_be_visible()
    again = page.get_by_role("link", name="Try again")
    assert re.search("/processes/offer/discussion$", again.get_attribute("href") or "")
    assert mona.axe() == []
    page.goto(f"{server.url}/processes")
    expect(page.get_by_role("heading", name="There is no connection")).to_be_visible()
    expect(page.get_by_text("What you typed is kept in this browser")).to_be_hidden()
    kept = page.evaluate(KEPT)
    assert len(kept) < 10
    assert [path for path in kept if not path.startswith("/static/")] == ["/offline"]
    mona.context.set_offline(False)
    page.goto(f"{server.url}/processes/offer/discussion")
    expect(page.locator("textarea").first).to_have_value("Written on a train.")
