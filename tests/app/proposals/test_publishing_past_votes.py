"""Publishing by hand past open votes says which are touched; pages and programs read the live version."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from app import create_app
from app.accounts import queries as people
from app.proposals.actions import rebase
from app.proposals.queries import live
from processes.model import parse
from tests.factories import accounts, catalog, models, proposals

STEPS = ("Write brief", "Print form", "Check", "Send")
GONE = models.linear("Write brief", "Check", "Send")
LONGER = models.linear("Write brief", "Ask Legal", "Print form", "Check", "Send")


class Town:
    """A process of Olga with a vote on taking a step out, browsers and a client of the interface."""

    def __init__(self, app: Any, session: Any) -> None:
        roles = {"olga": "worker", "wim": "worker", "max": "manager"}
        persons = {name: accounts.person(session, name.title(), role) for name, role in roles.items()}
        owner = people.actor_for(session, persons["olga"])
        catalog.process(session, owner, models.linear(*STEPS), key="brief", title="Write a brief")
        self.browsers = {name: accounts.signed_in(app, session, person) for name, person in persons.items()}
        self.heads = {name: accounts.bearer(session, person) for name, person in persons.items()}
        self.client = app.test_client()

    def open(self) -> str:
        """Open a vote and give the id of the proposal."""
        body = {
            "title": "Stop printing",
            "reason": "Paper.",
            "operations": [{"kind": "eliminate", "step": "Print_form"}],
        }
        made = self.call("wim", "post", "/processes/brief/proposals", body)["id"]
        self.call("wim", "post", f"/proposals/{made}/open")
        return str(made)

    def call(self, who: str, verb: str, path: str, body: Any = None, expect: tuple[int, ...] = (200, 201)) -> Any:
        """Ask the interface."""
        answer = getattr(self.client, verb)(f"/api/v1{path}", json=body or {}, headers=self.heads[who])
        assert answer.status_code in expect, answer.text
        return answer.json

    def send(self, act: str, xml: bytes, expect: int) -> str:
        """Send Olga's form with a file."""
        form = {**accounts.CSRF, "file": (io.BytesIO(xml), "new.bpmn"), "mode": "", "act": act}
        where = "/processes/brief/versions/check" if act == "check" else "/processes/brief/versions/new"
        answer = self.browsers["olga"].post(where, data=form, content_type="multipart/form-data")
        assert answer.status_code == expect, answer.text[-2000:]
        return unescape(str(answer.text))

    def page(self, who: str, path: str) -> str:
        """Give a page as text."""
        answer = self.browsers[who].get(path)
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", unescape(answer.text))


@pytest.fixture
def town(app, unit) -> Town:
    with unit() as session:
        return Town(app, session)


def test_the_page_says_before_and_after_which_votes_end(town) -> None:
    proposal = town.open()
    assert "1 vote or approval is open on this process" in town.page("olga", "/processes/brief/versions/new")
    before = town.send("check", GONE, 200)
    assert "Take out “Print form”</a>: ends, since it would not fit." in before and "is taken out" in before
    assert 'name="kept"' in before, "the file need not be chosen again"
    assert town.call("wim", "get", f"/proposals/{proposal}")["state"] == "voting", "nothing was published"
    town.send("", GONE, 303)
    assert "The open vote cannot go on as it was." in town.page("olga", "/processes/brief/versions/2")
    page = town.page("wim", f"/proposals/{proposal}")
    assert "Take out “Print form”: this cannot go on as it is." in page and "Vote yes" not in page
    assert "As it was written, for version 1" in town.page("wim", f"/proposals/{proposal}?tab=drawing")
    assert "The vote ended without a decision" in page and "did not pass" not in page
    assert "Take out “Print form”" not in town.page("max", "/").partition("<main")[2].partition("Notices")[0]


def test_all_votes_are_named_though_not_all_are_tried(town, monkeypatch) -> None:
    monkeypatch.setattr(live, "MOST_TRIED", 1)
    ids = sorted(town.open() for _ in range(3))
    ahead = town.call("olga", "post", "/processes/brief/versions/check", {"bpmn": GONE.decode()})
    assert [(p["id"], p["becomes"]) for p in ahead["proposals"]] == list(
        zip(ids, ["conflict", "later", "later"], strict=True)
    )


def test_what_cannot_be_tried_keeps_no_other_back(town, unit, monkeypatch) -> None:
    first, *others = sorted(town.open() for _ in range(3))
    tried = rebase.recheck

    def cannot(session, proposal_id):
        if proposal_id == first:
            raise RuntimeError("cannot be tried")
        return tried(session, proposal_id)

    monkeypatch.setattr(rebase, "recheck", cannot)
    monkeypatch.setattr(rebase, "AT_ONCE", 2)
    town.call("olga", "post", "/processes/brief/versions", {"bpmn": GONE.decode()})
    states = {one: town.call("wim", "get", f"/proposals/{one}")["state"] for one in (first, *others)}
    assert states == {first: "voting", **dict.fromkeys(others, "conflict")}
    with unit() as session:
        assert rebase.follow_stale(session) == 1


def test_programs_are_told_before_and_after(town) -> None:
    proposal = town.open()
    ahead = town.call("olga", "post", "/processes/brief/versions/check", {"bpmn": GONE.decode()})
    assert [(p["id"], p["becomes"]) for p in ahead["proposals"]] == [(proposal, "conflict")]
    assert any(c["kind"] == "eliminated" for c in ahead["changes"])
    town.call("wim", "post", "/processes/brief/versions/check", {"bpmn": GONE.decode()}, (403,))
    made = town.call("olga", "post", "/processes/brief/versions", {"bpmn": GONE.decode()})
    assert [(p["id"], p["becomes"]) for p in made["proposals"]] == [(proposal, "conflict")]
    said = town.call("wim", "get", f"/proposals/{proposal}")
    assert (said["state"], said["live_version"], said["base_version"], said["fits"]) == ("conflict", 2, 1, False)
    assert "Print form" in said["outcome"]
    assert town.call("max", "get", "/proposals?needs_me=1")["items"] == []
    town.call("max", "post", f"/proposals/{proposal}/votes", {"choice": "yes"}, (409,))


def test_pages_and_programs_read_what_it_does_to_the_live_version(town) -> None:
    proposal = town.open()
    town.call("olga", "post", "/processes/brief/versions", {"bpmn": LONGER.decode()})
    page = town.page("max", f"/proposals/{proposal}")
    assert "It was written for version 1; since then" in page and "version 2 went live" in page
    assert "“Check” now follows “Ask Legal”." in page
    assert "/processes/brief/versions/2/diagram.bpmn" in town.page("max", f"/proposals/{proposal}?tab=drawing")
    assert "Ask_Legal" in town.page("max", f"/proposals/{proposal}/after.bpmn?revision=1&version=2")
    said = town.call("max", "get", f"/proposals/{proposal}")
    assert (said["live_version"], said["base_version"]) == (2, 1)
    assert "“Check” now follows “Ask Legal”." in said["words"]


def test_a_page_that_was_read_on_another_live_version_decides_nothing(town) -> None:
    proposal = town.open()
    hidden = re.search(r'name="live_version" value="(\d+)"', town.page("max", f"/proposals/{proposal}")).group(1)
    assert f'name="live_version" value="{hidden}"' in town.page("max", f"/?ballot={proposal}"), "the opened card too"
    town.call("olga", "post", "/processes/brief/versions", {"bpmn": LONGER.decode()})
    form = {**accounts.CSRF, "choice": "yes", "reason": "My reason", "revision": "1", "live_version": hidden}
    answer = town.browsers["max"].post(f"/proposals/{proposal}/votes", data=form)
    assert answer.status_code == 409 and "Ask Legal" in answer.text and "My reason" in answer.text
    box = town.page("max", f"/proposals/{proposal}/decision?revision=1&live_version=1")
    assert "The live version changed while you read it" in box and "Vote yes" not in box
    body = {"choice": "yes", "live_version": 1}
    assert town.call("max", "post", f"/proposals/{proposal}/votes", body, (409,))["code"] == "REVISED"
    town.call("max", "post", f"/proposals/{proposal}/votes", body | {"live_version": 99}, (409,))
    town.call("max", "post", f"/proposals/{proposal}/votes", body | {"live_version": 2})
    end = {"reason": "Gone.", "live_version": 1}
    assert town.call("olga", "post", f"/proposals/{proposal}/end", end, (409,))["code"] == "REVISED"


def test_a_stale_signature_puts_nothing_unseen_live(town) -> None:
    proposal = town.open()
    for who in ("olga", "wim", "max"):
        town.call(who, "post", f"/proposals/{proposal}/votes", {"choice": "yes"})
    town.call("olga", "post", f"/proposals/{proposal}/close")
    town.call("olga", "post", "/processes/brief/versions", {"bpmn": LONGER.decode()})
    town.call("max", "post", f"/proposals/{proposal}/approve", {"live_version": 1, "revision": 1}, (409,))
    assert town.call("max", "get", "/processes/brief")["live"]["number"] == 2
    signed = town.call("max", "post", f"/proposals/{proposal}/approve", {"live_version": 2, "revision": 1})
    assert (signed["state"], signed["version"]) == ("live", 3)
    assert signed["live_version"] == 2, "what it was signed on"
    assert "Ask Legal" in town.page("wim", f"/proposals/{proposal}"), "what it did is still to be read"


def test_votes_end_with_the_process(town) -> None:
    proposal = town.open()
    town.call("olga", "post", "/processes/brief/archive")
    assert town.call("wim", "get", f"/proposals/{proposal}")["state"] == "conflict"
    assert town.call("max", "get", "/proposals?needs_me=1")["items"] == []


def test_what_is_only_checked_keeps_nobody_from_writing(town, database) -> None:
    town.open()
    with database.write_lock:
        assert "ends, since it would not fit." in town.send("check", GONE, 200)
        ahead = town.call("olga", "post", "/processes/brief/versions/check", {"bpmn": GONE.decode()})
    assert ahead["proposals"][0]["becomes"] == "conflict"
    form = {**accounts.CSRF, "file": (io.BytesIO(GONE), "new.bpmn"), "mode": "", "act": "check"}
    old = town.browsers["olga"].post("/processes/brief/versions/new", data=form, content_type="multipart/form-data")
    assert (old.status_code, old.location) == (307, "/processes/brief/versions/check"), "of a page from before"
    assert town.browsers["olga"].get("/processes/brief/versions/check").location == "/processes/brief/versions/new"
    assert 'formaction="/processes/brief/versions/check"' in town.page("olga", "/processes/brief/versions/new")
    assert town.call("olga", "get", "/processes/brief")["live"]["number"] == 1


def test_who_may_not_publish_has_nothing_worked_out(town) -> None:
    refused = town.call("wim", "post", "/processes/brief/versions", {"bpmn": "<no model"}, (403,))
    assert refused["code"] == "FORBIDDEN"


def test_checks_are_limited(town, settings, database) -> None:
    client = create_app(replace(settings, rate_limits=True), database).test_client()
    path, heads = "/api/v1/processes/brief/versions/check", town.heads["wim"]
    assert [client.post(path, json={}, headers=heads).status_code for _ in range(61)] == [403] * 60 + [429]


def test_what_is_tried_before_is_named_briefly_however_long_its_texts_are(app, session, monkeypatch) -> None:
    place, named = proposals.world(session), []
    ids = [
        proposals.voting(session, place, [{"kind": "instruct", "step": "Check", "text": letter * 40_000}]).id
        for letter in "ab"
    ]
    monkeypatch.setattr(live.outside_locks, "begins_anew", lambda: True)
    monkeypatch.setattr(live.outside_locks, "before", lambda key, work: named.append(key))
    for tried in (ids, ids, ids[:1]):
        live.try_ahead(session, tried, parse(LONGER), 1.0)
    assert named[0] == named[1] != named[2] and max(map(len, named)) < 100
