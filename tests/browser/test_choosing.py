"""Choosing from long lists in a real browser: typing, keys, what belongs to the choice, mentions."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy.orm import Session

from tests.browser.person import Person
from tests.factories import accounts, models
from tests.support.pictures import photo, picture
from tests.support.rest import Rest
from tests.support.servers import Server

pytestmark = [pytest.mark.browser, pytest.mark.databases("sqlite")]
SHARE = "/processes/offer/sharing/edit?step="
PASTE = """(box, bytes) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(bytes)], "screen.png", { type: "image/png" }));
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def manager(
    server: Server, unit: Callable[[], AbstractContextManager[Session]], hire: Callable[[str, str], str],
    token_of: Callable[[str], str],
) -> str:  # fmt: skip
    """Give the owner of a process, among 120 people."""
    email = hire("Mona Manager", "manager")
    with unit() as session:
        for n in range(120):
            accounts.person(session, f"Person {n:03}")
        accounts.person(session, "Zoë Zimmermann")
    model = models.linear("Print", "Send").decode()
    Rest(server.url, token_of(email)).post("/processes", {"key": "offer", "title": "Send an offer", "bpmn": model})
    return email


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "390"])
def test_one_of_many_is_found_by_typing(manager: str, enter: Callable[..., Person], narrow: bool) -> None:
    person = enter(manager, narrow=narrow)
    page = person.visit(SHARE + models.step_id("Print"))
    field = page.get_by_role("combobox", name="Which person?")
    expect(field).to_be_hidden()
    page.get_by_label("one person").check()
    field.press_sequentially("zimm", delay=5)
    option = page.get_by_role("option", name="Zoë Zimmermann")
    expect(option).to_have_attribute("aria-selected", "true")
    person.look()
    person.picture(f"choosing-{390 if narrow else 1280}")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Zoë Zimmermann")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Zoë Zimmermann").first).to_be_visible()
    assert person.problems == []


def test_keys_open_walk_and_close_it_and_nonsense_is_not_kept(manager: str, enter: Callable[..., Person]) -> None:
    person = enter(manager)
    page = person.visit("/me/absences")
    field = page.get_by_label("Who stands in for you?").first
    field.focus()
    page.keyboard.press("ArrowDown")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(page.get_by_text("There are more: type a few letters of the name.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    field.press_sequentially("nobody of this name", delay=2)
    expect(page.get_by_role("option", name="Nothing fits. Type fewer letters.")).to_be_visible()
    page.keyboard.press("Tab")
    expect(field).to_have_value("")
    field.press_sequentially("person 01", delay=5)
    expect(options.first).to_contain_text("Person 010")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(field).to_have_value("Person 011")


def test_of_two_with_one_name_the_chosen_one_stays(
    manager: str, unit: Callable[[], AbstractContextManager[Session]], enter: Callable[..., Person]
) -> None:
    with unit() as session:
        for _twice in range(2):
            accounts.person(session, "Anna Alike")
    page = enter(manager).visit("/me/absences")
    field, select = page.get_by_label("Who stands in for you?").first, page.locator("select[name=substitute]")
    field.fill("anna alike")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert select.input_value() == ""
    chosen = set()
    for down in range(2):
        field.fill("alike")
        expect(page.get_by_role("option")).to_have_count(2)
        for _step in range(down):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        before = select.input_value()
        page.keyboard.press("Tab")
        assert select.input_value() == before
        chosen.add(before)
    assert len(chosen) == 2


def test_what_belongs_to_no_choice_is_not_asked(manager: str, enter: Callable[..., Person]) -> None:
    page = enter(manager).visit(SHARE + models.step_id("Print"))
    reminders, between = (
        page.get_by_label("How often is who has it reminded"),
        page.get_by_label("How long is it from one"),
    )
    expect(reminders).to_be_hidden()
    page.get_by_label("How much time is there?").fill("2 days")
    expect(reminders).to_be_visible()
    expect(between).to_be_hidden()
    reminders.select_option("2")
    expect(between).to_be_visible()
    page.get_by_label("who did another step").check()
    expect(page.get_by_label("Which other step?")).to_be_visible()
    page.get_by_label("whoever takes it first").check()
    expect(page.get_by_label("Which other step?")).to_be_hidden()


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "390"])
def test_a_comment_with_a_mention_a_step_and_pictures(manager: str, enter: Callable[..., Person], narrow: bool) -> None:
    person = enter(manager, narrow=narrow)
    page = person.visit("/processes/offer/discussion")
    box = page.get_by_label("Add a comment")
    box.press_sequentially("Ask @zim", delay=5)
    expect(page.get_by_role("option", name="Zoë Zimmermann")).to_be_visible()
    person.look()
    page.keyboard.press("Enter")
    text = box.input_value()
    assert text.startswith("Ask @zo") and text.endswith(" ")
    box.press_sequentially("whether mail@example.org works", delay=2)
    expect(page.locator("[role=option]:visible")).to_have_count(0)
    box.press_sequentially(" in #prin", delay=5)
    expect(page.locator("[role=option]:visible", has_text="Print").first).to_be_visible()
    page.keyboard.press("Tab")
    page.get_by_text("See how it will look").click()
    expect(page.locator(".as-written").get_by_role("link", name="Print")).to_be_visible()
    page.locator("input[type=file]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo((900, 600))}
    )
    page.get_by_label("What can be seen on it?").fill("A shelf")
    box.evaluate(PASTE, list(picture("PNG", (30, 20))))
    expect(page.get_by_label("What can be seen on it?")).to_have_count(2)
    person.look()
    person.picture(f"comment-{390 if narrow else 1280}")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("whether mail@example.org works")).to_be_visible()
    page.get_by_role("img", name="A shelf").scroll_into_view_if_needed()
    page.wait_for_function("() => [...document.querySelectorAll('.pictures img')].every((one) => one.naturalWidth)")
    expect(page.get_by_role("img", name="Picture by Mona Manager")).to_be_visible()
    person.look()
    page.get_by_role("link", name="A shelf").click()
    page.wait_for_url("**/pictures/*")
    assert page.locator("img").evaluate("(one) => [one.naturalWidth, one.naturalHeight]") == [600, 900]


def test_what_is_chosen_before_the_help_arrives_stays(manager: str, enter: Callable[..., Person]) -> None:
    page = enter(manager).visit("/processes/offer/discussion")
    held: list[Route] = []
    page.route("**/chunk-*.js", lambda route: held.append(route))
    box, field = page.get_by_label("Add a comment"), page.locator("input[type=file]")
    with page.expect_request("**/chunk-*.js"):
        box.fill("Look")
    box.evaluate(PASTE, list(picture("PNG", (30, 20))))
    assert field.evaluate("(one) => [...one.files].map((file) => file.name)") == ["screen.png"]
    page.get_by_label("What can be seen on it?").fill("A screen")
    page.get_by_text("See how it will look").click()
    for request in held:
        request.continue_()
    expect(page.locator(".chosen-pictures li")).to_have_count(1)
    expect(page.get_by_label("What can be seen on it?")).to_have_value("A screen")
    expect(page.locator(".as-written .prose")).to_have_text("Look")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_role("img", name="A screen")).to_be_visible()


def test_help_that_did_not_arrive_is_fetched_once_more(manager: str, enter: Callable[..., Person]) -> None:
    person = enter(manager)
    page = person.visit("/processes/offer/discussion")
    page.route("**/chunk-*.js", lambda route: route.abort())
    box = page.get_by_label("Add a comment")
    with page.expect_event("requestfailed"):
        box.focus()
    page.unroute("**/chunk-*.js")
    box.press_sequentially("Ask @zim", delay=5)
    expect(page.get_by_role("option", name="Zoë Zimmermann")).to_be_visible()
    person.problems.clear()


def test_without_scripts_it_is_a_select_with_an_address_beside_it(manager: str, enter: Callable[..., Person]) -> None:
    page = enter(manager, scripts=False).page
    page.goto(page.url.rstrip("/") + SHARE + models.step_id("Print"))
    page.get_by_label("one person").check()
    assert page.get_by_role("combobox", name="Which person?").locator("option").count() == 101
    page.get_by_label("Or the e-mail address of somebody").fill("nobody@example.org")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
