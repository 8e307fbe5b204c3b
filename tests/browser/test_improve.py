"""Choosing another step or way on the improve page: title, name and text follow, with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories import models
from tests.support.rest import Rest

pytestmark = pytest.mark.databases("sqlite")
STEPS = ("Launch the campaign", "Rework the campaign", "Check the budget")


def _process(rest: Rest) -> None:
    xml = models.linear(*STEPS)
    rest.post("/processes", {"key": "campaign", "title": "Campaign", "bpmn": xml.decode()})


def test_what_is_shown_is_what_is_sent(server, browser, hire, token_of, enter) -> None:
    email = hire("Mona Manager", "manager")
    rest = Rest(server.url, token_of(email))
    _process(rest)
    person = enter(email)
    page = person.visit("/processes/campaign/improve?step=Launch_the_campaign")
    page.get_by_role("radio", name="Take the step out", exact=False).first.check()
    expect(page.get_by_label("Title")).to_have_value("Take out “Launch the campaign”")
    page.get_by_label("Which step?").select_option("Rework_the_campaign")
    expect(page.get_by_label("Title")).to_have_value("Take out “Rework the campaign”")
    expect(page.get_by_label("New name")).to_have_value("Rework the campaign")
    expect(page.locator("#preview .change-sentence")).to_have_text("Take out “Rework the campaign”.")
    page.get_by_role("radio", name="Give it another name", exact=False).first.check()
    page.get_by_label("New name").fill("Mend the campaign")
    expect(page.get_by_label("Title")).to_have_value("Rename “Rework the campaign” to “Mend the campaign”")


def test_without_scripts_nothing_of_the_first_choice_is_left(server, browser, hire, token_of, enter) -> None:
    email = hire("Mona Manager", "manager")
    _process(Rest(server.url, token_of(email)))
    person = enter(email, scripts=False)
    page = person.page
    page.goto(f"{server.url}/processes/campaign/improve?step=Launch_the_campaign&do=eliminate")
    page.get_by_label("Which step?").select_option("Rework_the_campaign")
    page.get_by_label("Why is it better so?").fill("It is done twice.")
    page.get_by_role("button", name=re.compile("Ask 1 person to vote")).click()
    expect(page.get_by_text("You chose something else than what was shown to you", exact=False).first).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Take out “Rework the campaign”")
    expect(page.get_by_label("Why is it better so?")).to_have_value("It is done twice.")
    page.get_by_role("button", name=re.compile("Ask 1 person to vote")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Take out “Rework the campaign”.")
