"""Home on a phone and at a desk: votes without a page load, by keys alone, and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.factories import models
from tests.support.rest import Rest
from tests.support.servers import Server

FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"
Hire = Callable[[str, str], str]


@pytest.fixture
def two_ballots(server: Server, hire: Hire, token_of: Callable[[str], str]) -> str:
    """Give the address of a worker whom two ballots and a task wait for."""
    email, author = hire("Wilma Worker", "worker"), Rest(server.url, token_of(hire("Wim Wright", "worker")))
    manager = Rest(server.url, token_of(hire("Mona Manager", "manager")))
    steps = models.linear("Write brief", "Print form", "Check", "Send", instructions={"Write brief": "One page."})
    manager.post("/processes", {"key": "brief", "title": "Write a brief", "bpmn": steps.decode()})
    manager.post("/processes/brief/instances", {"data": {}})
    for step, why in (("Print_form", "Nobody reads it."), ("Check", "It is checked twice.")):
        operations = [{"kind": "eliminate", "step": step}]
        asked = {"title": f"Without {step}", "reason": why, "operations": operations}
        made = author.post("/processes/brief/proposals", asked)
        author.post(f"/proposals/{made['id']}/open", {"revision": 1})
    return email


def _look_from_the_top(person: Person) -> None:
    """Look at the page where no bar covers half a link: axe takes what is seen of it for all of it."""
    person.page.evaluate("window.scrollTo(0, 0)")
    person.look()


@pytest.mark.browser
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("narrow", [True, False])
def test_two_votes_by_keys_without_a_page_load(two_ballots: str, enter: Callable[..., Person], narrow: bool) -> None:
    wilma = enter(two_ballots, narrow=narrow)
    page = wilma.visit("/")
    assert page.evaluate(FITS)
    expect(page.get_by_role("heading", name="Write brief")).to_be_visible()
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="Read it and vote").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nobody reads it.")).to_be_visible()
    _look_from_the_top(wilma)
    page.get_by_role("button", name="Yes", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is checked twice.")).to_be_visible()
    expect(page.locator("#ballot-queue .ballot.opened .card-title")).to_be_focused()
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_text("Nothing more waits for your vote.")).to_be_visible()
    assert page.evaluate("window.stayed")
    assert page.evaluate(FITS)
    _look_from_the_top(wilma)


@pytest.mark.browser
@pytest.mark.databases("sqlite")
def test_who_signed_out_elsewhere_keeps_the_reason_they_typed(two_ballots: str, enter: Callable[..., Person]) -> None:
    wilma = enter(two_ballots)
    page = wilma.visit("/")
    page.get_by_role("link", name="Read it and vote").first.click()
    reason = page.get_by_label("Your reason")
    reason.fill("I wrote much.")
    wilma.context.clear_cookies()
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.locator("#main").get_by_role("alert")).to_contain_text("you signed in anew")
    expect(reason).to_have_value("I wrote much.")
    expect(page.get_by_role("banner")).to_have_count(1)
    wilma.problems.clear()
    wilma.look()


@pytest.mark.browser
@pytest.mark.databases("sqlite")
def test_a_vote_by_links_and_forms_alone(two_ballots: str, enter: Callable[..., Person]) -> None:
    wilma = enter(two_ballots, narrow=True, scripts=False)
    page = wilma.page
    page.get_by_role("link", name="Read it and vote").first.click()
    expect(page.get_by_text("Nobody reads it.")).to_be_visible()
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_text("Your vote is in.")).to_be_visible()
    expect(page.get_by_text("It is checked twice.")).to_be_visible()
