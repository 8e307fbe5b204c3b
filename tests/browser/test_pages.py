"""Every main page, at a desk and on a phone: it answers, nothing complains, axe finds nothing."""

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
        "home": "/",
        "work": "/work",
        "task": f"/tasks/{case['tasks'][0]['id']}",
        "instances": "/instances",
        "instance": f"/instances/{case['id']}",
        "library": "/processes",
        "new": "/processes/new",
        "process": "/processes/campaign",
        "outline": "/processes/campaign/outline",
        "step": f"/processes/campaign/steps/{step}",
        "discussion": "/processes/campaign/discussion",
        "of-process": "/processes/campaign/proposals",
        "versions": "/processes/campaign/versions",
        "version": "/processes/campaign/versions/1",
        "process-work": "/processes/campaign/work",
        "policy": "/processes/campaign/policy",
        "improve": f"/processes/campaign/improve?step={step}",
        "proposals": "/proposals",
        "proposal": f"/proposals/{proposal}",
        "notices": "/notices",
        "search": "/search?q=print",
        "me": "/me",
        "absences": "/me/absences",
        "more": "/more",
        "style-guide": "/style-guide",
    }


@pytest.fixture
def world(server: Server, hire: Callable[[str, str], str], token_of: Callable[[str], str], campaign: bytes) -> tuple:
    manager, worker = hire("Mona Manager", "manager"), hire("Wilma Worker", "worker")
    places = furnish(Rest(server.url, token_of(manager)), Rest(server.url, token_of(worker)), campaign)
    return manager, worker, places


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_well(world: tuple, enter: Callable[..., Person], width: int) -> None:
    _, worker, places = world
    person = enter(worker, narrow=width == 390)
    wrong = []
    for name, path in places.items():
        try:
            person.visit(path)
        except AssertionError as error:
            wrong.append(str(error))
            person.problems.clear()
        wide = person.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        wrong += [f"{path} scrolls sideways by {wide} px"] if wide > 0 else []
        person.picture(f"{name}-{width}")
    assert wrong == [], "\n".join(wrong)


def test_pages_for_who_answers_for_a_process_are_well(world: tuple, enter: Callable[..., Person]) -> None:
    manager, _, places = world
    step = places["step"].rsplit("/", 1)[1]
    sharing = "/processes/campaign/sharing"
    for width in (1280, 390):
        person = enter(manager, narrow=width == 390)
        for name, path in (("work", "/work"), ("sharing", sharing), ("rule", f"{sharing}/edit?step={step}")):
            person.visit(path)
            wide = person.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, path
            person.picture(f"manager-{name}-{width}")


def test_all_of_the_inbox_are_chosen_with_one_tick(world: tuple, enter: Callable[..., Person]) -> None:
    _, worker, _ = world
    person = enter(worker)
    page = person.visit("/work")
    page.get_by_label("Choose all on this page").check()
    assert page.locator("input[name=task]:checked").count() == page.locator("input[name=task]").count() > 0
    page.get_by_role("button", name="Hand them over").click()
    page.wait_for_selector("h1:has-text('Hand over')")
    person.look()


def test_administration_and_a_page_that_is_not_there(hire, enter: Callable[..., Person]) -> None:
    admin = enter(hire("Ada Admin", "admin"))
    wrong = []
    for part in ("people", "units", "roles", "groups", "connectors", "connectors/new", "secrets", "mail", "audit"):
        try:
            admin.visit(f"/admin/{part}")
        except AssertionError as error:
            wrong.append(str(error))
        admin.picture(f"admin-{part.replace('/', '-')}-1280")
    assert wrong == [], "\n".join(wrong)
    admin.problems.clear()
    answer = admin.page.goto(f"{admin.url}/processes/nowhere")
    assert answer is not None
    assert answer.status == 404
    assert admin.axe() == []


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


@pytest.mark.parametrize("width", [390, 1280])
def test_the_map_is_legible_and_says_what_was_measured(world: tuple, enter: Callable[..., Person], width: int) -> None:
    _, worker, _ = world
    person = enter(worker)
    person.page.set_viewport_size({"width": width, "height": 844})
    page = person.visit("/processes/campaign")
    page.wait_for_selector(".canvas [data-element-id] text")
    high = """() => Math.min(...[...document.querySelectorAll(".djs-shape .djs-label")].map(
      text => [text, text.getScreenCTM()]).map(
      ([text, drawn]) => parseFloat(getComputedStyle(text).fontSize) * Math.hypot(drawn.a, drawn.b)))"""
    assert page.evaluate(high) >= 10.9
    covered = """() => [...document.querySelectorAll(".djs-overlay .pins")].filter(pins => {
      const id = pins.closest(".djs-overlays").dataset.containerId;
      const step = document.querySelector(`.djs-shape[data-element-id="${id}"] .djs-visual > :first-child`);
      return pins.getBoundingClientRect().bottom > step.getBoundingClientRect().top + 2; }).length"""
    assert page.evaluate(covered) == 0
    page.get_by_role("button", name="Frequency").click()
    expect(page.locator(".map-says")).not_to_be_empty()
    assert page.locator(".pins:visible").count() == 0
    person.look()
    page.get_by_role("button", name="Talk").click()
    assert page.locator(".map-says").text_content() == ""


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
