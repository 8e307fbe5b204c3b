"""The inbox at a desk by keys with the task beside it, on a phone, and by forms alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.factories import models
from tests.support.rest import Rest
from tests.support.servers import Server

FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"


@pytest.fixture
def worker(server: Server, hire: Callable[[str, str], str], token_of: Callable[[str], str]) -> str:
    """Give the address of a worker whom four tasks wait for, of two processes."""
    email, manager = hire("Wilma Worker", "worker"), Rest(server.url, token_of(hire("Mona Manager", "manager")))
    for key, title, step, count in (("post", "Send the post", "Write it", 3), ("bill", "Pay a bill", "Check it", 1)):
        manager.post("/processes", {"key": key, "title": title, "bpmn": models.linear(step).decode()})
        for n in range(count):
            manager.post(f"/processes/{key}/instances", {"data": {}, "business_key": f"{title} {n}"})
    return email


@pytest.mark.browser
@pytest.mark.databases("sqlite")
def test_one_task_after_the_other_beside_the_list(worker: str, enter: Callable[..., Person]) -> None:
    wilma = enter(worker)
    page = wilma.visit("/work?group=step")
    page.evaluate("window.stayed = true")
    rows, beside, said = page.locator("[data-row]"), page.locator(".beside"), page.locator("[data-list-said]")
    expect(page.locator(".part-head")).to_have_text(["Check it 1 Pay a bill", "Write it 3 Send the post"])
    page.keyboard.press("j")
    expect(beside.get_by_role("heading", name="Check it")).to_be_visible()
    expect(said).to_have_text("1 of 4: Check it. Enter goes to it.")
    page.keyboard.press("j")
    expect(beside.get_by_role("heading", name="Write it")).to_be_visible()
    expect(rows.nth(1).locator(".what a")).to_be_focused()
    wilma.look()
    page.keyboard.press("Enter")
    expect(beside.get_by_role("heading", name="Write it")).to_be_focused()
    page.route("**/complete", lambda route: route.abort())
    beside.get_by_role("button", name="Complete this task").click()
    expect(beside.get_by_role("alert")).to_have_text("It could not be sent.")
    page.unroute("**/complete")
    wilma.problems.clear()
    beside.get_by_role("button", name="Complete this task").click()
    expect(rows).to_have_count(3)
    expect(beside.get_by_role("heading", name="Write it")).to_be_focused()
    expect(said).to_contain_text("is done")
    expect(beside.get_by_text("Send the post 1", exact=True).first).to_be_visible()
    wilma.look()
    page.keyboard.press("n")
    expect(beside.get_by_text("Send the post 2", exact=True).first).to_be_visible()
    expect(page.locator("[data-row].here")).to_contain_text("Send the post 2")
    assert "open=" in page.url
    page.go_back()
    expect(beside).to_be_hidden()

    # Those that are left, chosen by keys and done at once; what is said of them has the focus.
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("1 chosen")).to_be_visible()
    page.keyboard.press("Control+a")
    expect(page.get_by_role("button", name="Complete 3 without a form")).to_be_visible()
    wilma.look()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("[data-chosen]")).to_be_hidden()
    rows.nth(0).get_by_role("checkbox").click()
    rows.nth(2).get_by_role("checkbox").click(modifiers=["Shift"])
    page.get_by_role("button", name="Complete 3 without a form").click()
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    expect(page.locator("[data-said]")).to_have_text("3 tasks done.")
    expect(page.locator("[data-said]")).to_be_focused()
    assert page.evaluate("window.stayed")


@pytest.mark.browser
@pytest.mark.databases("sqlite")
def test_a_phone_shows_rows_and_forms_alone_do_it_all(worker: str, enter: Callable[..., Person]) -> None:
    wilma = enter(worker, narrow=True)
    page = wilma.visit("/work?group=process")
    assert page.evaluate(FITS)
    page.locator("[data-row]").first.get_by_role("checkbox").check()
    expect(page.get_by_role("button", name="Take 1")).to_be_visible()
    wilma.look()
    page.locator("[data-row] .what a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check it")
    wilma.visit("/instances")
    for width in (390, 768, 900, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(FITS), width

    plain = enter(worker, scripts=False)
    plain.page.goto(f"{plain.url}/work?group=process")
    for box in plain.page.locator("[name=task]").all()[:2]:
        box.check()
    plain.page.get_by_role("button", name="Complete them").click()
    expect(plain.page.get_by_text("2 tasks done.")).to_be_visible()
    expect(plain.page.locator("[data-row]")).to_have_count(2)
