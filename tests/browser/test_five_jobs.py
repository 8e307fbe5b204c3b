"""How many taps and page loads the five main jobs take, and how far down a page the taps are, as the browser counts.

Counting begins on the home page, signed in. Each press of a pointer is a tap; typing is none, nor is moving from field
to field. Each document that the browser loads is a page load; what is fetched into a page is none. A control lies
within the first two screens where it can be seen whole with the page scrolled by one screen at most: a bar that stays
in view counts where it stands then. On a phone a screen is what its window shows (390 by 844).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import Person
from tests.factories import models
from tests.support.rest import Rest
from tests.support.servers import Server

COUNTING = """
(() => {
  if (!location.protocol.startsWith("http")) return;
  const read = () => JSON.parse(sessionStorage.getItem("taps") || '{"pages": -1, "taps": []}');
  const write = (counted) => sessionStorage.setItem("taps", JSON.stringify(counted));
  const counted = read();
  counted.pages += 1;
  write(counted);
  addEventListener("pointerdown", (event) => {
    if (!event.isTrusted) return;
    const control = event.target.closest("a, button, label, input, select, textarea, summary");
    if (!control) return;
    const [here, screen] = [scrollY, innerHeight];
    const seen = [0, screen].map((at) => {
      scrollTo({ top: at, behavior: "instant" });
      return control.getBoundingClientRect().bottom + scrollY;
    });
    scrollTo({ top: here, behavior: "instant" });
    const counted = read();
    counted.taps.push({ words: control.innerText || control.name, down: Math.min(...seen), screens: 2 * screen });
    write(counted);
  }, { capture: true });
})()
"""
Hire = Callable[[str, str], str]


@contextmanager
def counted(person: Person, job: str, taps: int, pages: int, home: str = "/") -> Iterator[Page]:
    """Do a job from the home page on, and fail unless it took so many taps and page loads, all within reach."""
    page = person.page
    page.goto(f"{person.url}{home}")
    page.evaluate("sessionStorage.setItem('taps', JSON.stringify({pages: 0, taps: []}))")
    yield page
    found = page.evaluate("JSON.parse(sessionStorage.getItem('taps'))")
    assert [len(found["taps"]), found["pages"]] == [taps, pages], (job, found)
    far = [tap for tap in found["taps"] if tap["down"] > tap["screens"]]
    assert far == [], (job, far)


@pytest.mark.browser
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("narrow", [True, False], ids=["on a phone", "at a desk"])
def test_the_five_main_jobs(
    server: Server, hire: Hire, token_of: Callable[[str], str], enter: Callable[..., Person], narrow: bool
) -> None:
    emails = {name: hire(name, role) for name, role in PEOPLE}
    manager = Rest(server.url, token_of(emails["Mona Manager"]))
    steps = models.linear("Write brief", "Print form", "Check", "Send", instructions={"Write brief": "One page."})
    manager.post("/processes", {"key": "brief", "title": "Write a brief", "bpmn": steps.decode()})
    for _ in range(6):
        manager.post("/processes/brief/instances", {"data": {}})
    wilma = _with_counter(enter(emails["Wilma Worker"], narrow=narrow))

    # A task, though another one is offered first.
    with counted(wilma, "do a task", 2, 2) as page:
        page.get_by_role("list", name="Tasks after this one").get_by_role("link").nth(1).click()
        page.get_by_role("button", name="Complete this task").click()
        expect(page.get_by_text("Was “Write brief” worth doing?")).to_be_visible()

    # A flag on the task that was done on the home page, and the proposal to which it leads.
    page.goto(f"{server.url}/")
    page.get_by_role("button", name="Complete this task").click()
    home = page.url.removeprefix(server.url)
    not_needed = page.get_by_role("button", name="not needed", exact=False)
    with counted(wilma, "flag a step", 1, 0, home):
        not_needed.click()
        expect(page.get_by_label("Why?")).to_be_focused()
    not_needed.click()
    expect(not_needed).to_have_attribute("aria-pressed", "false")
    with counted(wilma, "propose", 3, 2, home):
        not_needed.click()
        page.get_by_role("link", name="Propose to take it out").click()
        page.get_by_label("Why is it better so?").fill("Nobody reads it.")
        page.get_by_role("button", name="Ask 5 people to vote").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Take out “Write brief”.")

    # A vote having read what it is about, by as many as are needed; a signature.
    for name in ("Wilma Worker", "Vera Voter", "Olaf Ops"):
        voter = wilma if name == "Wilma Worker" else _with_counter(enter(emails[name], narrow=narrow))
        with counted(voter, "vote", 2, 0) as page:
            page.get_by_role("link", name="Read it and vote").first.click()
            expect(page.get_by_text("Nobody reads it.")).to_be_visible()
            page.get_by_role("button", name="Yes", exact=True).click()
            expect(page.get_by_text("Nothing more waits for your vote.")).to_be_visible()
    proposal = manager.get("/proposals")["items"][0]["id"]
    manager.post(f"/proposals/{proposal}/close", {"revision": 1})
    mona = _with_counter(enter(emails["Mona Manager"], narrow=narrow))
    with counted(mona, "approve", 2, 2) as page:
        page.get_by_role("link", name="Take out “Write brief”").first.click()
        page.get_by_role("button", name="Approve and make live").click()
        expect(page.locator("#rollout-progress")).to_contain_text("on the new version")


def _with_counter(person: Person) -> Person:
    """Let the browser of somebody count what they do."""
    person.page.add_init_script(COUNTING)
    return person


PEOPLE = (
    ("Mona Manager", "manager"), ("Wilma Worker", "worker"), ("Vera Voter", "worker"), ("Willi Watcher", "worker"),
    ("Olaf Ops", "ops"),
)  # fmt: skip
