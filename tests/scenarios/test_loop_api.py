"""The whole loop through the REST interface: load, run, flag, propose, vote, approve, live, revert."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.kernel import jobs
from tests.factories import accounts, models

API = "/api/v1"
STEPS = ("Write brief", "Print form", "Check", "Send")


@dataclass
class Program:
    """One person's program."""

    client: FlaskClient
    headers: dict[str, str]

    def get(self, path: str, expect: int = 200) -> Any:
        """Give what is there."""
        return self._answer(self.client.get(API + path, headers=self.headers), expect)

    def post(self, path: str, body: Any = None, expect: int = 200) -> Any:
        """Send something."""
        return self._answer(self.client.post(API + path, headers=self.headers, json=body or {}), expect)

    def put(self, path: str, body: Any, expect: int = 200) -> Any:
        """Change something."""
        return self._answer(self.client.put(API + path, headers=self.headers, json=body), expect)

    def _answer(self, answer: Any, expect: int) -> Any:
        assert answer.status_code == expect, answer.text
        if expect >= 400:
            assert answer.content_type == "application/problem+json" and answer.json["code"] and answer.json["detail"]
        return answer.json


@pytest.fixture
def people(app, unit) -> dict[str, Program]:
    """Give an owner, three workers and a manager, each with a token."""
    roles = {"olga": "worker", "wim": "worker", "wanda": "worker", "will": "worker", "max": "manager"}
    with unit() as session:
        tokens = {n: accounts.bearer(session, accounts.person(session, n.title(), role)) for n, role in roles.items()}
    return {name: Program(app.test_client(), headers) for name, headers in tokens.items()}


@pytest.fixture
def loaded(people) -> dict[str, Program]:
    """Load the process as Olga, who owns it then."""
    body = {"key": "brief", "title": "Write a brief", "bpmn": models.linear(*STEPS).decode()}
    people["olga"].post("/processes", body, 201)
    return people


ELIMINATE = [{"kind": "eliminate", "step": "Print_form"}]


def _propose(who: Program, operations: list[dict[str, Any]] = ELIMINATE) -> str:
    body = {"title": "Stop printing", "reason": "Nobody reads it.", "operations": operations}
    made = who.post("/processes/brief/proposals", body, 201)
    assert (made["state"], made["revision"], made["base_version"]) == ("draft", 1, 1)
    return str(made["id"])


def _accept(people: dict[str, Program], proposal: str) -> None:
    people["wim"].post(f"/proposals/{proposal}/open")
    for name in ("olga", "wim", "wanda"):
        people[name].post(f"/proposals/{proposal}/votes", {"choice": "yes"})
    assert people["olga"].post(f"/proposals/{proposal}/close")["state"] == "accepted"


def test_the_loop(loaded, database) -> None:
    people, wim = loaded, loaded["wim"]
    cases = [wim.post("/processes/brief/instances", {}, 201) for _ in range(3)]
    wim.post(f"/tasks/{cases[0]['tasks'][0]['id']}/complete", {"data": {}})
    flag = {"kind": "low_value", "waste": "over_processing", "reason": "Paper."}
    wim.post("/processes/brief/steps/Print_form/flags", flag, 201)

    tried = wim.post("/processes/brief/proposals/preview", {"operations": ELIMINATE})
    assert tried["ok"] and "Print form" in " ".join(tried["words"]) and 'id="Print_form"' not in tried["bpmn"]
    assert (tried["instances"]["moved"], tried["instances"]["redirected"]) == (2, 1)
    assert tried["evidence"]["flags"] == 1

    proposal = _propose(wim)
    opened = wim.post(f"/proposals/{proposal}/open")
    assert (opened["state"], opened["ballot"]["electorate"]) == ("voting", 5)
    assert set(opened["ballot"]) >= {"method", "electorate", "quorum", "threshold", "closes_at", "tally"}
    assert [n["kind"] for n in people["will"].get("/notices?unread=1")] == ["vote_asked"]
    wim.post(f"/proposals/{proposal}/open", expect=409)
    wim.post(f"/proposals/{proposal}/votes", {"choice": "maybe"}, 422)
    for name in ("olga", "wanda"):
        people[name].post(f"/proposals/{proposal}/votes", {"choice": "yes", "reason": "Yes!"})
    people["olga"].post(f"/proposals/{proposal}/close", expect=409)
    people["max"].post(f"/proposals/{proposal}/close", expect=403)
    wim.post(f"/proposals/{proposal}/votes", {"choice": "no"})
    voted = wim.post(f"/proposals/{proposal}/votes", {"choice": "yes"})
    assert voted["ballot"]["tally"] == {"yes": 3, "no": 0, "abstain": 0}
    people["max"].post(f"/proposals/{proposal}/approve", {"note": "early"}, 409)
    assert people["olga"].post(f"/proposals/{proposal}/close")["state"] == "accepted"
    people["wanda"].post(f"/proposals/{proposal}/approve", {"note": "me"}, 403)
    live = people["max"].post(f"/proposals/{proposal}/approve", {"note": "Good."})
    assert (live["state"], live["version"], len(live["approvals"])) == ("live", 2, 1)

    jobs.drain(database)
    rollout = wim.get(f"/rollouts/{live['rollout']}")
    assert (rollout["state"], rollout["version"]) == ("done", 2)
    assert rollout["instances"] == {"total": 3, "moved": 2, "redirected": 1, "stayed": 0, "failed": 0}
    assert all(set(v) == {"instance", "verdict", "words"} and v["words"] for v in rollout["verdicts"])
    moved = wim.get(f"/instances/{cases[0]['id']}")
    assert moved["version"] == 2 and [t["step"]["id"] for t in moved["tasks"]] == ["Check"]
    assert "migrated" in [e["event"] for e in wim.get(f"/instances/{cases[0]['id']}/history")["items"]]
    assert {n["kind"] for n in people["will"].get("/notices?unread=1")} >= {"version_live"}
    wim.post("/processes/brief/versions/2/acknowledge")
    assert wim.get("/processes/brief/diff?from=1&to=2")["changes"]

    wim.post(f"/rollouts/{live['rollout']}/revert", {"reason": "no"}, 403)
    people["max"].post(f"/rollouts/{live['rollout']}/revert", {"reason": ""}, 422)
    back = people["max"].post(f"/rollouts/{live['rollout']}/revert", {"reason": "The auditors want paper."})
    assert back["state"] == "reverted"
    jobs.drain(database)
    assert people["max"].get(f"/rollouts/{back['reverted_by']}")["instances"]["moved"] >= 2
    people["max"].post(f"/rollouts/{live['rollout']}/revert", {"reason": "again"}, 409)
    assert wim.get("/processes/brief")["live"]["number"] == 3


def test_a_refused_change_says_why_and_the_way_out(loaded) -> None:
    said = loaded["wim"].post(
        "/processes/brief/proposals/preview", {"operations": [{"kind": "eliminate", "step": "begin"}]}
    )
    assert not said["ok"] and said["bpmn"] is None
    assert set(said["refusals"][0]) >= {"code", "words", "choices"}


def test_revise_reject_withdraw(loaded) -> None:
    people = loaded
    first = _propose(people["wim"])
    people["wim"].post(f"/proposals/{first}/open")
    people["olga"].post(f"/proposals/{first}/votes", {"choice": "yes"})
    people["wanda"].post(f"/proposals/{first}/revise", {"operations": ELIMINATE}, 403)
    revised = people["wim"].post(f"/proposals/{first}/revise", {"operations": [{"kind": "eliminate", "step": "Check"}]})
    assert (revised["state"], revised["revision"], revised["ballot"]["tally"]["yes"]) == ("voting", 2, 0)
    assert people["wim"].post(f"/proposals/{first}/withdraw")["state"] == "withdrawn"
    people["wim"].post(f"/proposals/{first}/withdraw", expect=409)
    second = _propose(people["wim"])
    _accept(people, second)
    people["wim"].post(f"/proposals/{second}/reject", {"reason": "I may not"}, 403)
    people["max"].post(f"/proposals/{second}/reject", {}, 422)
    rejected = people["max"].post(f"/proposals/{second}/reject", {"reason": "The law asks for it."})
    assert (rejected["state"], rejected["outcome"]) == ("rejected", "The law asks for it.")


def test_two_that_cannot_both_be_end_in_conflict_with_words(loaded) -> None:
    people = loaded
    first, second = _propose(people["wim"]), _propose(people["wim"])
    for proposal in (first, second):
        _accept(people, proposal)
    assert people["max"].post(f"/proposals/{first}/approve")["state"] == "live"
    people["max"].post(f"/proposals/{second}/approve", expect=409)
    conflict = people["max"].get(f"/proposals/{second}")
    assert conflict["state"] == "conflict" and "Print form" in conflict["outcome"]


def test_the_policy_is_the_owners_and_hides_tallies(loaded) -> None:
    people = loaded
    people["wim"].put("/processes/brief/policy", {"hidden": True}, 403)
    people["olga"].put("/processes/brief/policy", {"days": 0}, 422)
    people["olga"].put("/processes/brief/policy", {"cats": 1}, 422)
    changed = people["olga"].put("/processes/brief/policy", {"hidden": True, "approvals": []})
    assert (changed["number"], changed["hidden"], changed["days"]) == (1, True, 7)
    proposal = _propose(people["wim"])
    people["wim"].post(f"/proposals/{proposal}/open")
    voted = people["wim"].post(f"/proposals/{proposal}/votes", {"choice": "yes", "reason": "secret"})
    assert "tally" not in voted["ballot"] and voted["ballot"]["my_vote"]["choice"] == "yes"
    assert "my_vote" not in people["max"].get(f"/proposals/{proposal}")["ballot"]
    undone = people["wim"].post(f"/proposals/{proposal}/votes/take-back", {"revision": 1})["ballot"]
    assert "tally" not in undone and "my_vote" not in undone and undone["voted"] == 0
    people["wim"].post(f"/proposals/{proposal}/votes/take-back", {"revision": 1}, 409)
    people["wim"].post(f"/proposals/{proposal}/votes", {"choice": "yes", "reason": "secret"})
    for name in ("olga", "wanda"):
        people[name].post(f"/proposals/{proposal}/votes", {"choice": "yes"})
    done = people["olga"].post(f"/proposals/{proposal}/close")
    assert (done["state"], done["ballot"]["tally"]["yes"]) == ("live", 3)


def test_lists_and_what_needs_me(loaded) -> None:
    people = loaded
    proposal = _propose(people["wim"])
    assert people["wanda"].get("/proposals")["items"] == [], "a draft is its author's"
    people["wanda"].get(f"/proposals/{proposal}", 404)
    people["wim"].post(f"/proposals/{proposal}/open")
    assert [p["id"] for p in people["wanda"].get("/proposals?needs_me=1")["items"]] == [proposal]
    assert [p["id"] for p in people["wanda"].get("/processes/brief/proposals?state=voting")["items"]] == [proposal]
    people["wanda"].post(f"/proposals/{proposal}/votes", {"choice": "abstain"})
    assert people["wanda"].get("/proposals?needs_me=1")["items"] == []
