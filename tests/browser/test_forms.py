"""A form of all kinds in a real browser: entries, files, a draft, refusals, completing; long, at both widths."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.factories import models
from tests.support.rest import Rest
from tests.support.servers import Server

pytestmark = pytest.mark.databases("sqlite")

PAPERS = {"type": "array", "title": "Papers", "items": {"format": "file"}}
COST = {"type": "object", "required": ["what", "cost"], "properties": {
    "what": {"type": "string", "title": "What for"}, "cost": {"type": "number", "title": "Cost", "minimum": 0.5},
    "paid": {"type": "boolean", "title": "Paid already"}, "receipt": {"format": "file", "title": "Receipt"},
    "parts": {"type": "array", "title": "Parts", "items": {"type": "object", "properties": {
        "name": {"type": "string", "title": "Part"}}}}}}  # fmt: skip
KINDS: dict[str, Any] = {
    "title": {"type": "string", "title": "Title", "maxLength": 60, "x-before": ["Say **what** it is about."]},
    "code": {"type": "string", "title": "Code", "pattern": "^[A-Z]{2}\\d+$", "description": "Two letters, then digits.",
             "x-pattern-words": "begins with two capital letters, then digits", "x-width": "short"},
    "why": {"type": "string", "title": "Why", "x-multiline": True},
    "people": {"type": "integer", "title": "People", "minimum": 1, "maximum": 400},
    "budget": {"type": "number", "title": "Budget", "x-placeholder": "1200,50"},
    "day": {"type": "string", "format": "date", "title": "Day"},
    "at": {"type": "string", "format": "date-time", "title": "Beginning"},
    "doors": {"type": "string", "format": "time", "title": "Doors open"},
    "mail": {"type": "string", "format": "email", "title": "Contact"},
    "size": {"type": "string", "title": "Size", "enum": ["s", "m", "l"], "x-labels": {"s": "Small", "m": "Medium"}},
    "town": {"type": "string", "title": "Town", "enum": ["Aachen", "Berlin", "Celle", "Dresden", "Essen", "Fulda"]},
    "needs": {"type": "array", "title": "Needs", "items": {"enum": ["sound", "light", "stage"]}, "uniqueItems": True},
    "sure": {"type": "boolean", "title": "Is it sure?"},
    "terms": {"type": "boolean", "title": "I have read the terms", "const": True},
    "place": {"type": "object", "title": "Place", "properties": {
        "street": {"type": "string", "title": "Street"}, "zip": {"type": "string", "title": "Postcode"}}},
    "costs": {"type": "array", "title": "Costs", "items": COST, "minItems": 1, "maxItems": 4},
    "plan": {"title": "Plan", "format": "file", "x-file": {"accept": ["application/pdf", ".png"]}},
    "papers": PAPERS,
    "owner": {"type": "string", "title": "Asked by", "readOnly": True, "default": "The events team"},
    **{f"extra{n}": {"type": "string", "title": f"Remark {n}", "x-group": "Remarks"} for n in range(1, 13)},
}  # fmt: skip
FORM = {"properties": KINDS, "required": ["title", "people", "day", "sure", "terms", "costs"]}


@pytest.fixture
def case(server: Server, hire: Callable[[str, str], str], token_of: Callable[[str], str]) -> tuple[str, Rest, str]:
    """Give the address of a task with the long form, a program that looks on, and who does the task."""
    worker = hire("Wilma Worker", "worker")
    manager = Rest(server.url, token_of(hire("Mona Manager", "manager")))
    model = models.with_form("Plan the event", json.dumps(FORM), "Look it over").decode()
    manager.post("/processes", {"key": "event", "title": "Plan an event", "bpmn": model})
    started = Rest(server.url, token_of(worker)).post("/processes/event/instances", {})
    return f"/tasks/{started['tasks'][0]['id']}", manager, worker


def fits(person: Person) -> None:
    """The page is as wide as the window."""
    assert person.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "390"])
def test_a_long_form_from_draft_to_done(
    case: tuple[str, Rest, str], enter: Callable[..., Person], tmp_path: Path, narrow: bool
) -> None:
    path, rest, worker = case
    person = enter(worker, narrow=narrow)
    page = person.visit(path)
    width = "390" if narrow else "1280"
    fits(person)
    assert page.get_by_text("The events team").count() == 1
    page.locator("#f-title").fill("Spring fair")
    page.get_by_role("button", name="Add an entry to Costs").click()
    assert page.evaluate("document.activeElement.name") == "costs.1.what"
    page.keyboard.type("Tents")
    page.get_by_role("button", name="Add an entry to Costs").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name='costs.2.what']")).to_be_focused()
    page.locator("#f-costs\\.1\\.parts button[name=_add]").click()
    page.keyboard.type("Pegs")
    assert page.evaluate("document.activeElement.name") == "costs.1.parts.0.name"
    page.locator("[name='costs.1.cost']").fill("1200,50")
    page.get_by_role("button", name="Remove entry 1 of Costs").click()
    expect(page.locator("[data-entry]").first).to_contain_text("entry 1")
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(b"%PDF-1.7 a plan")
    page.locator("#f-plan").set_input_files(plan)
    expect(page.get_by_role("link", name="plan.pdf")).to_be_visible()
    program = tmp_path / "papers.pdf"
    program.write_bytes(b"MZ this is no paper")
    page.locator("#f-papers").set_input_files(program)
    expect(page.get_by_text("It is a program")).to_be_visible()
    person.problems.clear()
    expect(page.get_by_text("Saved")).to_be_visible()
    person.look()
    fits(person)
    person.picture(f"form-filled-{width}")

    page.goto(person.url + path)
    expect(page.get_by_text("What you typed before is here again")).to_be_visible()
    assert page.locator("#f-title").input_value() == "Spring fair"
    assert page.locator("[name='costs.0.what']").input_value() == "Tents"
    assert page.get_by_role("link", name="plan.pdf").count() == 1

    page.locator("#f-people").fill("many")
    page.locator("#f-code").fill("nonsense")
    person.problems.clear()
    page.get_by_role("button", name="Complete this task").click()
    page.wait_for_selector(".error-summary")
    person.problems.clear()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    person.look()
    fits(person)
    person.picture(f"form-refused-{width}")
    assert page.locator("#f-people").input_value() == "many"
    assert page.locator("#f-people").get_attribute("aria-invalid") == "true"
    assert page.get_by_role("link", name="plan.pdf").count() == 1
    page.locator(".error-summary a", has_text="People").click()
    assert page.evaluate("document.activeElement.id") == "f-people"
    _finish(page)
    person.look()
    instance = rest.get("/instances")["items"][0]
    data = instance["data"]
    assert (data["people"], data["costs"][0]["cost"], data["plan"]["name"]) == (120, 1200.5, "plan.pdf")
    assert data["costs"][0]["parts"] == [{"name": "Pegs"}]
    assert data["owner"] == "The events team"
    assert "extra1" not in data


def _finish(page: Any) -> None:
    """Fill in what is missing and complete."""
    page.locator("#f-people").fill("120")
    page.locator("#f-code").fill("AB12")
    page.get_by_label("Day", exact=True).fill("2026-12-24")
    page.get_by_role("group", name="Is it sure?").get_by_label("Yes").check()
    page.get_by_label("I have read the terms").check()
    page.get_by_role("button", name="Complete this task").click()
    page.wait_for_load_state("load")
    expect(page.get_by_text("“Plan the event” is done")).to_be_visible()


def test_without_scripts_entries_files_and_drafts_work_too(
    case: tuple[str, Rest, str], enter: Callable[..., Person], tmp_path: Path
) -> None:
    path, rest, worker = case
    page = enter(worker, scripts=False).page
    page.goto(rest_url(page) + path)
    page.locator("#f-title").fill("Spring fair")
    page.locator("[name='costs.0.what']").fill("Tents")
    page.locator("[name='costs.0.cost']").fill("3,5")
    page.get_by_role("button", name="Add an entry to Costs").click()
    assert page.locator("[name='costs.1.what']").count() == 1
    assert page.locator("[name='costs.0.what']").input_value() == "Tents"
    page.get_by_role("button", name="Remove entry 2 of Costs").click()
    assert page.locator("[name='costs.1.what']").count() == 0
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(b"%PDF-1.7 a plan")
    page.locator("#f-plan").set_input_files(plan)
    page.get_by_role("button", name="Save and go on later").click()
    expect(page.get_by_text("is saved")).to_be_visible()
    page.goto(rest_url(page) + path)
    assert page.get_by_role("link", name="plan.pdf").count() == 1
    page.get_by_role("button", name="Complete this task").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    _finish(page)
    assert rest.get("/instances")["items"][0]["data"]["plan"]["name"] == "plan.pdf"


def rest_url(page: Any) -> str:
    """Give the address of the server that the page is on."""
    return "/".join(page.url.split("/")[:3])


def test_a_draft_is_kept_once_where_the_browser_does_not_know_the_zone(
    case: tuple[str, Rest, str], enter: Callable[..., Person]
) -> None:
    path, _, worker = case
    person = enter(worker)
    page = person.visit(path)
    page.evaluate("document.body.dataset.zone = 'Nowhere/At_All'")
    page.locator("#f-title").fill("Spring fair")
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved \d"))
