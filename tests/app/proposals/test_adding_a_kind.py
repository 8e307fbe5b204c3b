"""A kind of change is a folder and a name: one that is not of Stepwell walks from the improve page to a running case.

It adds a step where there was none, is about two steps, and moves the drawing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app import create_app
from app.accounts import queries as people
from app.accounts.tables import Person
from app.cases import actions as case_actions
from app.catalog.tables import Process
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.settings import Settings
from app.notices import actions as notices
from app.notices.tables import Notice
from app.proposals import actions
from app.rollout import queries as rollouts
from app.tasks.actions import complete
from processes.change import KINDS
from processes.change.contract import FORM
from processes.change.names import listed
from tests.factories import accounts, catalog, proposals
from tests.factories.work import the_task
from tests.processes.models import chain
from tests.support.described import differences, spec_of
from tests.support.improving import looked_at
from tests.support.servers import Mailbox
from tests.support.toy_kind import Insert
from tests.support.toy_kind.swap import Swap

XML = chain("Write", "Check", "Send").xml()
SENTENCE = "Add “Sign off” between “Check” and “Send”"
ADD = {"kind": "insert", "after": "Check", "before": "Send", "title": "Sign off"}
IMPROVE = "/processes/brief/improve"
CHOSEN = {"step": "Check", "do": "insert", "insert_before": "Send", "insert_title": "Sign off"}


@pytest.fixture(autouse=True)
def _listed() -> Iterator[None]:
    """Stand for the name in the registry, in the place of ours."""
    ours = dict(KINDS)
    KINDS[Insert.kind] = Insert
    yield
    KINDS.clear()
    KINDS.update(ours)


@dataclass
class Room:
    """Browsers and programs of the people of a process, each under a name."""

    app: StepwellApp
    browsers: dict[str, FlaskClient]
    bearers: dict[str, dict[str, str]]
    cases: list[str]

    def page(self, who: str, path: str) -> str:
        """Give what a page says."""
        answer = self.browsers[who].get(path)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def send(self, who: str, path: str, status: int = 303, **form: Any) -> Any:
        """Send a form."""
        answer = self.browsers[who].post(path, data={**accounts.CSRF, **form})
        assert answer.status_code == status, answer.text
        return answer

    def call(self, who: str, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """Call the API; what it answers is as it is described."""
        path = f"/api/v1{path}"
        answer = self.app.test_client().open(path, method=method, json=body, headers=self.bearers[who])
        assert answer.status_code == status, answer.text
        assert differences(self.app, method, path, answer.status_code, answer.content_type, answer.data) == []
        return answer.get_json()


@pytest.fixture
def room(settings: Settings, database: Database, unit: Callable[[], Any], mailbox: Mailbox) -> Room:
    """Give a process with a case at each of its three steps, and its people, of whom one gets mail at once."""
    app = create_app(replace(settings, smtp_host="127.0.0.1", smtp_port=mailbox.port), database)
    with unit() as session:
        roles = {"olga": "worker", "wim": "worker", "wanda": "worker", "max": "manager"}
        persons = {name: accounts.person(session, name.title(), role) for name, role in roles.items()}
        owner = people.actor_for(session, persons["olga"])
        process = catalog.process(session, owner, XML, key="brief", title="Write a brief")
        cases = [case_actions.start(session, owner, process, {}) for _ in range(3)]
        for case in (cases[1], cases[2], cases[2]):
            complete(session, owner, the_task(session, case).id, {})
        notices.set_preference(session, people.actor_for(session, persons["wanda"]), "instant", 7)
        browsers = {name: accounts.signed_in(app, session, person) for name, person in persons.items()}
        bearers = {name: accounts.bearer(session, person) for name, person in persons.items()}
        return Room(app, browsers, bearers, [case.id for case in cases])


def test_it_walks_from_the_improve_page_into_running_cases_and_back(
    room: Room, database: Database, unit: Callable[[], Any], mailbox: Mailbox
) -> None:
    page = room.page("wim", f"{IMPROVE}?step=Check")
    assert "Do something more after it" in page and "A new step comes between it and another one." in page
    assert 'name="insert_before"' in page and "What is it called?" in page
    assert 'value="insert" checked' in re.sub(r"\s+", " ", room.page("wim", f"{IMPROVE}?step=Check&do=insert"))
    half = room.send("wim", IMPROVE, 200, **{**CHOSEN, "insert_title": "", "act": "preview"}).text
    assert 'name="shown"' not in half, "nothing is shown while something is missing"
    form = looked_at(room.browsers["wim"], IMPROVE, CHOSEN)
    assert form["shown"] == SENTENCE
    shown = unescape(room.send("wim", IMPROVE, 200, **form, act="preview").text)
    assert "“Sign off” is added as a step." in shown and "“Send” now follows “Sign off”." in shown
    assert f'value="{SENTENCE}"' in shown, "the title that is offered"
    here = room.send("wim", IMPROVE, **form, act="send", title="Four eyes", reason="Mistakes.").headers["Location"]
    jobs.drain(database)

    for path in (here, "/", "/proposals", "/notices", f"{here}/decision"):
        assert SENTENCE in room.page("wanda", path), path
    assert SENTENCE in mailbox.wait(1)[0]["Subject"]
    for step in ("Check", "Send"):
        assert SENTENCE in room.page("wanda", f"/processes/brief/steps/{step}"), step
    revising = room.page("wim", f"{here}/revise")
    assert 'value="Sign off"' in revising and '<option value="Send" selected' in revising

    about = here.removeprefix("/proposals/")
    read = room.call("wim", "GET", f"/proposals/{about}")
    assert (read["operations"], read["sentence"], read["fits"]) == ([ADD], SENTENCE, True)
    assert read["ballot"]["options"] == [{"id": about, "title": SENTENCE}]
    told = read["instances"]
    assert (told["moved"], told["skipping"]) == (3, 1)
    for name in ("olga", "wim", "wanda"):
        room.call(name, "POST", f"/proposals/{about}/votes", {"choice": "yes"})
    room.call("olga", "POST", f"/proposals/{about}/close")
    live = room.call("max", "POST", f"/proposals/{about}/approve")
    jobs.drain(database)
    assert (live["state"], live["version"]) == ("live", 2)

    rollout = room.call("wim", "GET", f"/rollouts/{live['rollout']}")
    assert rollout["instances"] == {"total": 3, "moved": 3, "redirected": 0, "stayed": 0, "failed": 0}
    passed = room.call("wim", "GET", f"/instances/{room.cases[2]}")
    assert [t["step"]["id"] for t in passed["tasks"]] == ["Send"]
    task = room.call("wim", "GET", f"/instances/{room.cases[1]}")["tasks"][0]
    assert task["step"]["id"] == "Check"
    room.call("olga", "POST", f"/tasks/{task['id']}/complete", {"data": {}})
    task = room.call("wim", "GET", f"/instances/{room.cases[1]}")["tasks"][0]
    assert task["step"]["id"] == "Inserted_0001" and task["step"]["name"] == "Sign off"

    found = room.call("wim", "GET", "/processes/brief/diff?from=1&to=2")
    assert found["sentence"] == "Add “Sign off”" and {"added", "rerouted"} <= {c["kind"] for c in found["changes"]}
    assert "Add “Sign off”." in room.page("wanda", "/processes/brief/compare?from=1&to=2")
    for path in ("", "/versions", "/versions/2", "/versions/2/changed"):
        assert SENTENCE in room.page("wanda", f"/processes/brief{path}"), path
    with unit() as session:
        words = session.scalars(select(Notice.words).where(Notice.kind == "version_live")).all()
        assert words and all(text.startswith(f"{SENTENCE}: version 2") for text in words)

    room.call("max", "POST", f"/rollouts/{live['rollout']}/revert", {"reason": "Too slow."})
    jobs.drain(database)
    assert room.call("wim", "GET", "/processes/brief")["live"]["sentence"] == "Take out “Sign off”"
    led_on = room.call("wim", "GET", f"/instances/{room.cases[1]}")
    assert (led_on["version"], [t["step"]["id"] for t in led_on["tasks"]]) == (3, ["Send"])


def test_programs_read_and_write_it(room: Room) -> None:
    known = spec_of(room.app)["components"]["schemas"]["Operation"]["oneOf"]
    assert [one["title"] for one in known] == [*KINDS]
    (schema,) = [one for one in known if one["title"] == Insert.kind]
    assert schema["required"] == ["kind", "after", "before", "title"]
    tried = room.call("wim", "POST", "/processes/brief/proposals/preview", {"operations": [ADD]})
    assert tried["ok"] and tried["sentence"] == SENTENCE and 'id="Inserted_0001_di"' in tried["bpmn"]
    assert any(mark["id"] == "Inserted_0001" for mark in tried["overlay"]["added"])
    body = {"title": SENTENCE, "reason": "Mistakes.", "operations": [ADD]}
    filed = room.call("wim", "POST", "/processes/brief/proposals", body, 201)
    assert filed["operations"] == [ADD] and filed["sentence"] == SENTENCE
    for wrong in ({**ADD, "more": 1}, {"kind": "insert", "after": "Check"}, {**ADD, "title": " "}):
        room.call("wim", "POST", "/processes/brief/proposals/preview", {"operations": [wrong]}, 422)
    (refusal,) = room.call("wim", "POST", "/processes/brief/proposals/preview",
                           {"operations": [{**ADD, "after": "Write"}]})["refusals"]  # fmt: skip
    assert (refusal["code"], refusal["step"]) == ("NO_WAY_BETWEEN", "Write")
    misled = {**body, "operations": [{**ADD, "title": "Look"}]}
    assert room.call("wim", "POST", "/processes/brief/proposals", misled, 422)["code"] == "TITLE_MISLEADS"


def test_it_follows_what_goes_live_meanwhile_and_ends_where_its_place_is_gone(session: Any) -> None:
    proposals.wire()
    place = proposals.world(session, xml=XML)
    first, second = (
        actions.create(session, place.owner, place.process, actions.Draft("Four eyes", "Mistakes.", [ADD | more]))
        for more in ({}, {"title": "Look"})
    )
    for one in (first, second):
        actions.open_vote(session, place.owner, proposals.find(session, place.owner, one))
    retitled = proposals.approved(session, place, [{"kind": "retitle", "step": "Send", "title": "Post"}])
    assert retitled.state == "live"
    assert first.state == "voting" and first.sentence == "Add “Sign off” between “Check” and “Post”"
    for person in place.everybody:
        actions.vote(session, person, proposals.find(session, person, first), {"choice": "yes"})
    actions.close(session, place.owner, proposals.find(session, place.owner, first))
    actions.approve(session, place.manager, proposals.find(session, place.manager, first), "Good.")
    assert first.state == "live" and rollouts.of_proposal(session, first.id) is not None
    assert second.state == "conflict" and "Expected one way" in second.outcome_words


def test_one_for_which_the_form_has_no_place_is_for_programs_and_stays_when_the_form_revises(
    room: Room,
) -> None:
    KINDS[Swap.kind] = Swap
    page = room.page("wim", f"{IMPROVE}?step=Check&do=swap")
    assert Swap.about.title not in page and 'value="swap"' not in page
    swap = {"kind": "swap", "steps_in_turn": ["Check", "Send"]}
    body = {"title": "Send it first", "reason": "Faster.", "operations": [swap]}
    filed = room.call("wim", "POST", "/processes/brief/proposals", body, 201)
    assert filed["sentence"] == "Swap “Check” and “Send”" and filed["operations"] == [swap]
    here = f"/proposals/{filed['id']}/revise"
    assert "Swap “Check” and “Send”" in room.page("wim", here)
    more = {"do": "retitle", "step": "Write", "name": "Draft", "more": json.dumps(swap), "reason": "Faster."}
    form = looked_at(room.browsers["wim"], here, more | {"title": "Send it first", "revision": "1"})
    room.send("wim", here, **form, act="send")
    (first, second) = room.call("wim", "GET", f"/proposals/{filed['id']}")["operations"]
    assert (first["kind"], second) == ("retitle", swap)


def test_one_of_a_kind_that_is_not_known_any_more_breaks_nothing_around_it(room: Room, unit: Callable[[], Any]) -> None:
    filed = [
        room.call("wim", "POST", "/processes/brief/proposals", {"title": "T", "reason": "R", "operations": [one]}, 201)
        for one in (ADD, {"kind": "retitle", "step": "Send", "title": "Post"})
    ]
    for one in filed:
        room.call("wim", "POST", f"/proposals/{one['id']}/open")
    del KINDS[Insert.kind]
    here = f"/proposals/{filed[0]['id']}"
    for path in ("/", "/proposals", "/processes/brief/steps/Check", "/processes/brief/proposals", here):
        assert SENTENCE in room.page("wanda", path), path
    assert "nobody can tell here what this would do" in room.page("wanda", here)
    assert room.call("wanda", "GET", here)["fits"] is False
    assert f"Only {listed(KINDS, 'or')} can be done here" in room.page("wim", f"{here}/revise")
    checked = room.send("olga", "/processes/brief/versions/check", 200, bpmn=XML.replace(b'"C"', b'"D"'), seen="1")
    assert SENTENCE in unescape(checked.text)
    with unit() as session:
        process = session.scalars(select(Process)).one()
        owner = people.actor_for(session, session.get_one(Person, process.owner_id))
        catalog.published(session, owner, process, XML.replace(b'name="Write"', b'name="Draft"'))
    states = {one["id"]: one["state"] for one in room.call("wim", "GET", "/proposals")["items"]}
    assert [*states.values()] == ["voting", "voting"], "what cannot be tried stays, and the other goes along"
    assert room.call("wim", "GET", f"/proposals/{filed[1]['id']}")["live_version"] == 2
    KINDS[Insert.kind] = Insert
    assert room.call("wanda", "GET", here)["fits"] is True


def test_the_names_that_no_blank_may_take_are_those_of_the_form(room: Room) -> None:
    chosen = (CHOSEN | {"more": json.dumps({**ADD, "title": "Look"})}, {"step": "Check", "cascade": "Check"})
    pages = [room.send("wim", IMPROVE, 200, **{"do": "eliminate", **form}, act="preview").text for form in chosen]
    forms = [page.partition("<main")[2].partition("</main")[0] for page in pages]
    names = {name for form in forms for name in re.findall(r'name="(\w+)"', form)}
    blanks = {p.blank.field for kind in KINDS.values() for p in kind.parameters if p.blank}
    blanks |= {kind.about.besides.field for kind in KINDS.values() if kind.about.besides}
    offered = {KINDS[kind] for page in pages for kind in re.findall(r'name="do" value="(\w+)"', page)}
    asked = {p.blank.field for kind in offered for p in kind.parameters if p.blank and not p.blank.options}
    assert names - blanks <= FORM and asked <= names and len(offered) > 10
