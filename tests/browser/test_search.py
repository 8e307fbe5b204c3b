"""The search on top in a real browser: by keys, by tapping, without scripts, on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.factories import models
from tests.support.rest import Rest
from tests.support.servers import Server

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite")]


@pytest.fixture
def worker(server: Server, hire: Callable[[str, str], str], token_of: Callable[[str], str]) -> str:
    """Give a worker of a house with two processes."""
    program = Rest(server.url, token_of(hire("Mona Manager", "manager")))
    for key, title in (("offer", "Send an offer"), ("hire", "Hire somebody")):
        program.post("/processes", {"key": key, "title": title, "bpmn": models.linear(f"Print {key}").decode()})
    return hire("Wilma Worker", "worker")


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "390"])
def test_what_fits_is_offered_and_taken_by_keys(worker: str, enter: Callable[..., Person], narrow: bool) -> None:
    person = enter(worker, narrow=narrow)
    page = person.visit("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/search?" in request.url else None)
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Search processes")
    expect(field).to_be_focused()
    field.press_sequentially("offer", delay=5)
    offers = page.get_by_role("listbox", name="What fits").get_by_role("option")
    expect(offers).to_have_count(4)
    assert asked == [f"{person.url}/search?q=offer"]
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(offers.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "offer-process-1")
    person.look()
    person.picture(f"search-offers-{390 if narrow else 1280}")
    page.keyboard.press("ArrowUp")
    expect(offers.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(offers).to_have_count(0)
    expect(field).to_have_value("offer")
    page.keyboard.press("ArrowDown")
    expect(offers).to_have_count(4)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/processes/offer/steps/*")
    assert person.problems == []


def test_enter_without_a_choice_leads_to_the_page_and_so_does_a_tap(worker: str, enter: Callable[..., Person]) -> None:
    person = enter(worker)
    page = person.visit("/")
    field = page.get_by_role("combobox", name="Search processes")
    field.fill("print")
    page.get_by_role("option", name="Print hire").click()
    page.wait_for_url("**/processes/hire/steps/*")
    field.fill("nothing of the kind")
    expect(page.get_by_role("option")).to_have_count(2)
    field.press("Enter")
    page.wait_for_url("**/search?q=nothing+of+the+kind")
    expect(page.get_by_text("Nothing fits", exact=True)).to_be_visible()


def test_without_scripts_it_is_a_form(worker: str, enter: Callable[..., Person]) -> None:
    page = enter(worker, scripts=False).page
    page.get_by_role("searchbox", name="Search processes").fill("offer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Send an offer").first).to_be_visible()
