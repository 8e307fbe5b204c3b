"""The workshop: a worker on a phone, by map and sheet; a manager at a desk, by keys alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories import models
from tests.support.rest import Rest

pytestmark = pytest.mark.databases("sqlite")


def _process(rest: Rest) -> None:
    xml = models.linear("Launch the campaign", "Rework the campaign", "Check the budget")
    rest.post("/processes", {"key": "campaign", "title": "Campaign", "bpmn": xml.decode()})


def test_a_worker_on_a_phone_puts_two_changes_together(server, browser, hire, token_of, enter) -> None:
    manager, email = hire("Mona Manager", "manager"), hire("Wilma Worker", "worker")
    rest = Rest(server.url, token_of(manager))
    _process(rest)
    person = enter(email, narrow=True)
    page = person.visit("/processes/campaign/improve?step=Launch_the_campaign")
    page.get_by_role("radio", name="Give it another name", exact=False).first.check()
    page.get_by_label("New name").fill("Start the campaign")
    expect(page.locator("#preview .change-sentence")).to_contain_text("to “Start the campaign”")
    person.press("Change more than this")
    expect(page.get_by_role("heading", level=1)).to_have_text("Put a change together")
    expect(page.locator(".shop-list li")).to_have_count(1)
    expect(page.locator("#next")).to_be_hidden()
    person.look()
    page.locator("#shop-map [data-element-id=Rework_the_campaign]").first.click()
    expect(page.locator("#next")).to_be_visible()
    expect(page.get_by_label("Which step?")).to_have_value("Rework_the_campaign")
    page.get_by_role("radio", name="Take the step out", exact=False).first.check()
    expect(page.locator("#preview .change-sentence")).to_have_text("Take out “Rework the campaign”.")
    person.look()
    page.get_by_role("button", name="Put it in the list").dblclick()
    expect(page.locator(".shop-list li")).to_have_count(2)
    expect(page.get_by_role("heading", level=1)).to_have_text("Put a change together")
    expect(page.locator("#next")).to_be_hidden()
    expect(page.locator("#shop-map .ghost .djs-shape.is-removed")).to_have_count(1)
    person.press("Undo")
    expect(page.locator(".shop-list li")).to_have_count(1)
    person.press("Redo")
    expect(page.locator(".shop-list li")).to_have_count(2)
    page.get_by_label("Why is it better so?").fill("It goes round twice.")
    page.get_by_role("button", name="Ask 2 people to vote").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Take out “Rework the campaign”; rename")
    person.look()


def test_a_manager_puts_a_change_together_by_keys_alone(server, browser, hire, token_of, enter) -> None:
    email = hire("Mona Manager", "manager")
    _process(Rest(server.url, token_of(email)))
    person = enter(email)
    page = person.visit("/processes/campaign/improve")
    page.get_by_role("button", name="Change more than this").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Put a change together")
    step = page.get_by_label("Which step?")
    step.press("Space")
    step.select_option("Check_the_budget")
    page.get_by_role("radio", name="Take the step out", exact=False).first.press("Space")
    late = person.context.new_page()
    late.goto(page.url.partition("?")[0])
    page.get_by_role("button", name="Put it in the list").press("Enter")
    expect(page.locator(".shop-list li")).to_have_text([re.compile("Take out “Check the budget”")])
    late.get_by_label("Which step?").select_option("Launch_the_campaign")
    late.get_by_role("button", name="Put it in the list").click()
    expect(late.get_by_role("heading", level=1)).to_have_text("Somebody was faster")
    expect(late.get_by_text("In the list now: Take out “Launch the campaign”.")).to_be_visible()
    late.get_by_role("button", name="Keep only theirs").click()
    expect(late.locator(".shop-list li")).to_have_text([re.compile("Take out “Check the budget”")])
    late.close()
    expect(page.locator("#changes-head")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.locator(".shop-list li")).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(page.locator(".shop-list li")).to_have_count(1)
    person.look()
    person.press("Take out of the list: Take out “Check the budget”")
    expect(page.locator(".shop-list li")).to_have_count(0)


def test_a_modeller_draws_by_hand_and_reads_what_that_means(server, browser, hire, token_of, enter) -> None:
    email = hire("Mona Manager", "manager")
    _process(Rest(server.url, token_of(email)))
    person = enter(email)
    page = person.visit("/processes/campaign/improve")
    page.get_by_role("button", name="Change more than this").click()
    expect(page.locator("script[src*=modeler], link[data-modeler]")).to_have_count(0)
    page.get_by_role("button", name="Draw it by hand").click()
    step = page.locator(".draw-canvas .djs-shape[data-element-id=Check_the_budget]")
    step.dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type("Check the sum")
    page.locator(".draw-canvas .djs-shape[data-element-id=Rework_the_campaign]").click()
    person.picture("workshop-drawn")
    page.get_by_role("button", name="Take over what is drawn").click()
    expect(page.locator(".shop-list li")).to_have_text([re.compile("Rename “Check the budget” to “Check the sum”")])
    expect(page.locator("#shop-map")).to_be_visible()
    person.look()
