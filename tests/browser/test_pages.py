"""What comes of clicks and keys on the main pages, and what works without scripts; their looks are probed elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.support.rest import Rest
from tests.support.servers import Server

pytestmark = pytest.mark.databases("sqlite")


def furnish(manager: Rest, worker: Rest, campaign: bytes) -> dict[str, str]:
    """Put a little of everything there and give the addresses of the pages."""
    manager.post("/processes", {"key": "campaign", "title": "Campaign approval", "bpmn": campaign.decode()})
    case = worker.post("/processes/campaign/instances", {"business_key": "Spring sale"})
    steps = [s for s in manager.get("/processes/campaign/versions/1/steps") if "Print" in (s["name"] or "")]
    step = steps[0]["id"]
    worker.post(f"/processes/campaign/steps/{step}/comments", {"text": "Nobody reads the *paper*."})
    worker.post(f"/processes/campaign/steps/{step}/flags", {"kind": "low_value", "reason": "It is thrown away."})
    operations = [{"kind": "eliminate", "step": step}]
    given = {"title": "Stop printing", "reason": "Nobody reads it.", "operations": operations}
    proposal = worker.post("/processes/campaign/proposals", given)["id"]
    worker.post(f"/proposals/{proposal}/open")
    return {
        "task": f"/tasks/{case['tasks'][0]['id']}",
        "process": "/processes/campaign",
        "proposal": f"/proposals/{proposal}",
    }


@pytest.fixture
def world(server: Server, hire: Callable[[str, str], str], token_of: Callable[[str], str], campaign: bytes) -> tuple:
    manager, worker = hire("Mona Manager", "manager"), hire("Wilma Worker", "worker")
    places = furnish(Rest(server.url, token_of(manager)), Rest(server.url, token_of(worker)), campaign)
    return manager, worker, places


# Which steps have something of theirs under the sign of their kind, or under pins of others where no sign is asked for.
COVERED = """([what, sign]) => {
  const meet = (a, b) => a.width && b.width && a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const place = (one) => one.getBoundingClientRect();
  const pins = [...document.querySelectorAll(".canvas .pins")].map(place);
  return [...document.querySelectorAll(".canvas .djs-visual:has(> rect[rx='10'])")].filter((visual) => {
    const over = sign ? [...visual.querySelectorAll(sign)].map(place) : pins;
    return [...visual.querySelectorAll(what)].some((one) => over.some((other) => meet(place(one), other)));
  }).map((visual) => visual.textContent);
}"""


def test_all_of_the_inbox_are_chosen_with_one_tick(world: tuple, enter: Callable[..., Person]) -> None:
    _, worker, _ = world
    person = enter(worker)
    page = person.visit("/work")
    page.get_by_label("Choose all on this page").check()
    assert page.locator("input[name=task]:checked").count() == page.locator("input[name=task]").count() > 0
    expect(page.locator("[data-chosen-count]")).to_have_text(re.compile(r"^[1-9]\d* chosen$"))
    person.look()
    page.get_by_role("button", name=re.compile(r"^Give [1-9]\d* to …$")).click()
    page.wait_for_selector("h1:has-text('Hand over')")
    person.look()


def test_panels_and_menus_after_clicks(world: tuple, enter: Callable[..., Person]) -> None:
    _, worker, _ = world
    person = enter(worker)
    page = person.visit("/processes/campaign")
    page.locator(".outline a[data-select]").nth(2).click()
    page.wait_for_selector("#step-panel[data-open] h2")
    person.look()
    page.locator("#step-panel").press("Escape")
    assert page.locator("#step-panel[data-open]").count() == 0
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    person.look()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.press("Escape")
    page.locator("details.menu summary").click()
    person.look()


def test_the_map_says_what_was_measured(world: tuple, enter: Callable[..., Person]) -> None:
    _, worker, _ = world
    person = enter(worker, narrow=True)
    page = person.visit("/processes/campaign")
    page.get_by_role("button", name="Frequency").click()
    expect(page.locator(".map-says")).not_to_be_empty()
    assert page.locator(".pins:visible").count() == 0
    expect(page.locator(".map-foot .legend")).to_be_hidden()
    person.look()
    page.get_by_role("button", name="Talk").click()
    assert page.locator(".map-says").text_content() == ""
    expect(page.locator(".map-foot .legend")).to_be_visible()
    assert page.evaluate(COVERED, ["tspan", ":scope > path"]) == []
    for _ in range(3):
        assert page.locator(".pins:visible").count() > 0
        assert page.evaluate(COVERED, ["rect", ""]) == []
        page.get_by_role("button", name="Zoom out").click()


def test_without_scripts_one_reads_works_comments_and_votes(world: tuple, enter: Callable[..., Person]) -> None:
    _, worker, places = world
    person = enter(worker, scripts=False)
    page = person.page
    page.goto(person.url + places["process"])
    assert page.locator(".outline li").count() > 10
    page.goto(person.url + places["proposal"])
    page.get_by_role("radio", name="Yes", exact=False).check()
    page.get_by_role("button", name="Vote yes").click()
    expect(page.get_by_text("You voted yes").first).to_be_visible()
    page.locator("textarea[name=body], textarea[name=text]").first.fill("I agree, and so does the archive.")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".comment", has_text="so does the archive").first).to_be_visible()
    page.goto(person.url + places["task"])
    page.get_by_role("button", name="Complete this task").click()
    expect(page.get_by_text(re.compile("Please check|is done")).first).to_be_visible()
