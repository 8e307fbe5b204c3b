"""Choosing another step or way on the improve page: title, name and text follow, with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories import models
from tests.support.rest import Rest

pytestmark = pytest.mark.databases("sqlite")
STEPS = ("Launch the campaign", "Rework the campaign", "Check the budget")
SIZES = ((390, 844), (1280, 900))


def _process(rest: Rest) -> None:
    xml = models.linear(*STEPS, instructions={"Check the budget": "Compare the sum with the plan, then sign."})
    rest.post("/processes", {"key": "campaign", "title": "Campaign", "bpmn": xml.decode()})


def _pictures(page: Page, person, name: str) -> None:
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        person.picture(f"{name}-{width}")


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
    expect(page.get_by_label("New name")).to_be_hidden()
    expect(page.locator("#preview .change-sentence")).to_have_text("Take out “Rework the campaign”.")
    page.get_by_role("radio", name="Give it another name", exact=False).first.check()
    expect(page.get_by_label("New instruction")).to_be_hidden()
    page.get_by_label("New name").fill("Mend the campaign")
    expect(page.get_by_label("Title")).to_have_value("Rename “Rework the campaign” to “Mend the campaign”")
    page.get_by_label("Title").fill("Say what it is")
    page.get_by_label("Which step?").select_option("Check_the_budget")
    page.get_by_role("radio", name="Change the instruction", exact=False).first.check()
    expect(page.get_by_label("New instruction")).to_have_value("Compare the sum with the plan, then sign.")
    expect(page.get_by_label("Title")).to_have_value("Say what it is")
    page.get_by_label("New instruction").fill("Compare the sum with the ledger, then sign.")
    expect(page.locator("#preview ins")).to_contain_text("ledger,")
    expect(page.locator("#preview del")).to_contain_text("plan,")
    person.look()
    _pictures(page, person, "improve-text")
    page.get_by_label("Why is it better so?").fill("The plan is a guess.")
    person.press("Ask 1 person to vote", exact=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Change the instruction of “Check the budget”.")
    expect(page.locator("main ins").first).to_contain_text("ledger,")
    _pictures(page, person, "proposal-text")
    proposal = page.url.rpartition("/")[2]
    xml = models.linear("Launch the campaign", "Rework the campaign")
    ahead = person.visit("/processes/campaign/versions/new")
    ahead.set_input_files("input[name=file]", {"name": "new.bpmn", "mimeType": "application/xml", "buffer": xml})
    person.press("Show what it changes")
    expect(ahead.get_by_text("ends, since it would not fit.", exact=False).first).to_be_visible()
    _pictures(ahead, person, "publish-past-votes")
    person.press("Publish version 2", exact=False)
    assert rest.get(f"/proposals/{proposal}")["state"] == "conflict"
    page.set_viewport_size({"width": 390, "height": 844})
    expect(person.visit("/processes/campaign/policy").locator(".tabs:not(.inner) [aria-current]")).to_be_in_viewport(
        ratio=0.99
    )
    _pictures(person.visit(f"/proposals/{proposal}"), person, "proposal-conflict")
    person.visit("/processes/campaign/versions/2")
    _pictures(page, person, "version-changed")


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


def test_a_worker_on_a_phone_lets_two_steps_be_done_at_the_same_time(server, browser, hire, token_of, enter) -> None:
    manager, email = hire("Mona Manager", "manager"), hire("Wilma Worker", "worker")
    rest = Rest(server.url, token_of(manager))
    _process(rest)
    person = enter(email, narrow=True)
    page = person.visit("/processes/campaign/improve?step=Launch_the_campaign")
    page.get_by_role("radio", name=re.compile("^It takes too long")).check()
    same_time = page.get_by_role("radio", name="Do it at the same time as others", exact=False)
    expect(same_time).to_be_visible()
    same_time.check()
    expect(page.locator("#preview .change-sentence")).to_have_text(
        "Do “Launch the campaign” and “Rework the campaign” at the same time."
    )
    page.get_by_role("radio", name="“Rework the campaign” and “Check the budget”", exact=True).check()
    expect(page.locator("#preview .change-sentence")).to_contain_text("and “Check the budget” at the same time.")
    expect(page.locator("#preview .strip")).to_contain_text("the join")
    person.look()
    page.get_by_label("Why is it better so?").fill("None of them needs another.")
    person.press("Ask 2 people to vote", exact=False)
    expect(page.get_by_role("heading", level=1)).to_contain_text("at the same time.")
    person.look()
    page.get_by_role("radio", name="Yes", exact=False).check()
    person.press("Vote yes")
    proposal = rest.get("/proposals")["items"][0]["id"]
    rest.post(f"/proposals/{proposal}/votes", {"choice": "yes"})
    rest.post(f"/proposals/{proposal}/close", {"revision": 1})
    assert rest.post(f"/proposals/{proposal}/approve", {})["state"] == "live"
    case = rest.post("/processes/campaign/instances", {"data": {}})
    assert sorted(task["step"]["name"] for task in rest.get(f"/instances/{case['id']}")["tasks"]) == sorted(STEPS)
    expect(person.visit("/processes/campaign/versions/2").get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("at the same time", exact=False).first).to_be_visible()
