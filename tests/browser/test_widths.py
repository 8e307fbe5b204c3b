"""Every page of every role, and of nobody, has room for what it says, from a phone to a wide desk."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.tables import Person
from app.cases import actions
from app.catalog.tables import Process
from app.kernel.http.application import StepwellApp
from app.kernel.policy import ANONYMOUS, SYSTEM
from app.notices.actions import unsubscribe_token
from app.sign_in import actions as sign_in
from tests.factories import accounts, catalog, models
from tests.support import town
from tests.support.servers import Server
from tests.support.town import Town

pytestmark = pytest.mark.databases("sqlite")

Unit = Callable[[], AbstractContextManager[Session]]
WIDTHS = (390, 768, 900, 1280, 1920)
ROLES = ("manager", "worker", "ops", "admin", "guest")
NO_PAGES = ("/static/", "/api/", "/live", "/metrics", "/healthz", "/readyz")
HIDDEN = re.compile(r'name="(csrf|_once)" value="[^"]*"')
ENDS = {"width": 1280, "height": 900}
MEASURE = """
() => {
  const main = document.querySelector('#main .content') || document.querySelector('#main');
  if (!main) return null;
  const box = main.getBoundingClientRect();
  return { column: Math.round(box.width), left: Math.round(box.left), right: Math.round(box.right),
           window: window.innerWidth, over: document.documentElement.scrollWidth - window.innerWidth };
}
"""


@dataclass
class Visit:
    """A page that somebody opened, and what was wrong with its measures."""

    who: str
    path: str
    wrong: list[str]


def room(width: int) -> int:
    """The main column's least width in a window: all of it but margins on phones, half of it at a desk."""
    return 320 if width < 900 else 480


def measure(page: Page, who: str, path: str) -> Visit:
    """Look at the page that is open in windows of all widths."""
    visit = Visit(who, path, [])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate(MEASURE)
        if found is None:
            continue
        said = f"{who} at {path}, {width} px wide:"
        if found["column"] < room(width) or found["left"] < 0 or found["right"] > found["window"]:
            visit.wrong.append(f"{said} the main column is {found}")
        if found["over"] > 0:
            visit.wrong.append(f"{said} it scrolls sideways by {found['over']} px")
    return visit


def walk(browser: Browser, server: Server, who: str, paths: list[str], cookie: str = "") -> list[Visit]:
    """Open each path as one person and measure it; scripts, which cost most of the time, run for managers alone."""
    context = browser.new_context(
        viewport=ENDS, reduced_motion="reduce", java_script_enabled=who == "manager",  # type: ignore[arg-type]
    )  # fmt: skip
    if cookie:
        context.add_cookies([{"name": "stepwell_session", "value": cookie, "url": server.url}])
    page = context.new_page()
    visits = []
    for path in paths:
        page.goto(server.url + path, wait_until="load")
        visits.append(measure(page, who, path))
    context.close()
    return visits


def addresses(app: StepwellApp, ids: dict[str, str]) -> list[str]:
    """Give the address of every page, with one of everything in the places of its ids."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(NO_PAGES):
            continue
        with app.test_request_context():
            values = {name: ids.get(name, "none") for name in rule.arguments}
            values |= {"verb": "edit"} if "verb" in rule.arguments else {}
            values |= {name: 1 for name in ("number", "seq") if name in rule.arguments}
            adapter = app.url_map.bind("localhost")
            found.append(adapter.build(rule.endpoint, values, method="GET"))
    return sorted({*found, "/processes/secret-plan/compare?from=1&to=2", "/search?q=secret"})


def pages(client: FlaskClient, paths: list[str], seen: set[tuple[str, str]]) -> list[str]:
    """Give those addresses that answer this person with a whole page, and not with the one that another was given."""
    found = []
    for path in paths:
        with client.get(path) as answer:
            if answer.status_code != 200 or 'id="main"' not in answer.text:
                continue
            said = (path, HIDDEN.sub("", answer.text.partition('<div class="frame')[2]))
        if said not in seen:
            found.append(path)
        seen.add(said)
    return found


@pytest.fixture
def place(unit: Unit, app: StepwellApp) -> Callable[[], Town]:
    """Give what fills the house: a town, somebody of operations, a form for all, and links that came by mail."""

    def fill() -> Town:
        with unit() as session:
            built = town.build(session, app)
            north = session.get_one(Process, session.scalars(select(Process.id)).one()).unit_path
            ops = accounts.person(session, "Oda Ops", "ops", north)
            built.browsers["ops"] = accounts.signed_in(app, session, ops)
            owner = accounts.actor(session, "Petra Public", "manager")
            public = catalog.process(session, owner, models.linear("A"), key="letters", public_start=True)
            receipt = actions.start(session, ANONYMOUS, public, {"message": "Hello", "contact": "me"}).id
            person = accounts.person(session, "Nell New")
            built.ids["welcome"] = sign_in.make_link(session, SYSTEM, person)
            built.ids["leave"] = unsubscribe_token(session, person.id, app.config["SECRET_KEY"])
            built.ids["receipt"] = receipt
        return built

    return fill


def test_every_page_has_room_at_every_width(
    browser: Browser, server: Server, app: StepwellApp, unit: Unit, place: Callable[[], Town]
) -> None:
    visits = walk(browser, server, "the first person", ["/setup"])
    built = place()
    paths = addresses(app, built.ids)
    with unit() as session:
        people = {p.name: p for p in session.scalars(select(Person))}
        names = {"worker": "Wanda Worker", "manager": "Max Manager", "ops": "Oda Ops", "admin": "Ada Admin"}
        names["guest"] = "Gus Guest"
        cookies = {role: sign_in.start_session(session, people[name], "Browser") for role, name in names.items()}
    seen: set[tuple[str, str]] = set()
    out = ["/public/letters/start", f"/public/letters/receipt/{built.ids['receipt']}",
           f"/welcome/{built.ids['welcome']}", f"/unsubscribe/{built.ids['leave']}", "/processes/nowhere"]  # fmt: skip
    visits += walk(browser, server, "nobody", [*pages(app.test_client(), paths, seen), *out])
    for role in ROLES:
        theirs = pages(built.browsers[role], paths, seen)
        assert len(theirs) > 5, (role, theirs)
        visits += walk(browser, server, role, [*theirs, "/processes/nowhere"], cookies[role])
    wrong = list(itertools.chain.from_iterable(visit.wrong for visit in visits))
    assert len(visits) > 100
    assert wrong == [], f"{len(wrong)} of {len(visits)} pages\n" + "\n".join(wrong)
