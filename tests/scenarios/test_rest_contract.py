"""The interface as acceptance scripts use it: every call, its shape, its statuses and its codes, on both databases."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.kernel import jobs
from app.kernel.db.database import Database
from tests.factories import accounts, models
from tests.support.described import differences

Unit = Callable[[], AbstractContextManager[Session]]
API = "/api/v1"
ABC = models.linear("A", "B", "C").decode()
PEOPLE = {"owner": "worker", "manager": "manager", "ann": "worker", "ben": "worker", "ops": "ops", "guest": "guest"}
TASK = {"id", "instance", "process", "version", "step", "lane", "form", "data", "claimed_by"}


@dataclass
class Api:
    """Programs of several people on one installation."""

    client: FlaskClient
    headers: dict[str, dict[str, str]]

    def ask(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Ask as one person."""
        sent = {} if body is None else {"json": body}
        answer = self.client.open(API + path, method=method, headers={**self.headers.get(who, {}), **headers}, **sent)
        found = answer.status_code, answer.content_type, answer.data
        assert differences(self.client.application, method, API + path, *found) == []
        return answer

    def get(self, path: str, who: str = "owner") -> Any:
        """Give what must be there."""
        answer = self.ask(who, "GET", path)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def post(self, path: str, body: Any = None, who: str = "owner", status: int = 200, **headers: str) -> Any:
        """Send what must be taken."""
        answer = self.ask(who, "POST", path, {} if body is None else body, **headers)
        assert answer.status_code == status, answer.text
        return answer.get_json()

    def refused(
        self, status: int, code: str | None, method: str, path: str, body: Any = None, who: str = "owner"
    ) -> Any:
        """Send what must be refused, as a problem with this code."""
        answer = self.ask(who, method, path, body)
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), answer.text
        problem = answer.get_json()
        assert {"type", "title", "status", "detail", "code"} <= set(problem) and problem["status"] == status
        assert problem["code"] == (code or problem["code"]) and len(problem["detail"]) > 20, problem
        return problem


@pytest.fixture
def api(client: FlaskClient, unit: Unit) -> Api:
    with unit() as session:
        people = {name: accounts.person(session, name.title(), role) for name, role in PEOPLE.items()}
        headers = {name: accounts.bearer(session, person) for name, person in people.items()}
    return Api(client, headers)


@pytest.fixture
def abc(api: Api) -> Api:
    """Give the interface with the process `abc` in its library, loaded by `owner`."""
    api.post("/processes", {"key": "abc", "title": "ABC", "bpmn": ABC}, status=201)
    return api


def proposed(api: Api, step: str = "B", who: str = "ann") -> str:
    body = {"title": "Without it", "reason": "Nobody needs it.", "operations": [{"kind": "eliminate", "step": step}]}
    said = api.post("/processes/abc/proposals", body, who, 201)
    assert {"id": said["id"], "state": "draft", "revision": 1, "base_version": 1}.items() <= said.items()
    return str(said["id"])


def test_load_and_read_a_process(api: Api) -> None:
    made = api.post("/processes", {"key": "abc", "title": "ABC", "bpmn": ABC}, status=201)
    assert (made["key"], made["title"], made["live"]["number"]) == ("abc", "ABC", 1)
    assert {"number", "sha256", "mode", "runs", "why", "assumptions"} <= set(made["live"])
    assert made["live"]["runs"] is True and made["live"]["mode"] == "executable"
    assert api.get("/processes/abc")["live"] == made["live"]
    assert api.get("/processes")["items"][0]["key"] == "abc" and api.get("/processes?q=zzz")["items"] == []
    assert [v["number"] for v in api.get("/processes/abc/versions")["items"]] == [1]
    assert api.get("/processes/abc/versions/1")["sha256"] == made["live"]["sha256"]
    assert api.ask("owner", "GET", "/processes/abc/versions/1/bpmn").data == ABC.encode()
    steps = api.get("/processes/abc/versions/1/steps")
    assert {"id": "A", "name": "A", "type": "userTask", "lane": None}.items() <= steps[1].items(), steps
    for mode in ("documenting", "executable", "auto"):
        api.post("/processes", {"key": f"m-{mode}", "title": mode, "bpmn": ABC, "mode": mode}, status=201)
    assert api.get("/processes/m-documenting")["live"]["mode"] == "documenting"


def test_load_a_file_in_parts(api: Api) -> None:
    parts = {"file": (io.BytesIO(ABC.encode()), "abc.bpmn"), "key": "parts", "title": "Parts"}
    answer = api.client.post(f"{API}/processes", data=parts, headers=api.headers["owner"])
    assert answer.status_code == 201 and answer.get_json()["live"]["runs"] is True


def test_versions_and_what_changed(abc: Api) -> None:
    abc.post("/processes/abc/versions", {"bpmn": models.linear("A", "C").decode(), "note": "Shorter."}, status=201)
    said = abc.get("/processes/abc/diff?from=1&to=2")
    assert ("eliminated", "B") in {(c["kind"], c["step"]) for c in said["changes"]} and said["summary"]
    assert all(c["words"] for c in said["changes"])
    abc.refused(422, "INVALID", "GET", "/processes/abc/diff?from=1")
    abc.refused(422, "INVALID", "GET", "/processes/abc/diff?from=x&to=2")
    abc.refused(404, "VERSION_NOT_FOUND", "GET", "/processes/abc/diff?from=1&to=77")
    abc.refused(404, "HTTP_404", "GET", "/processes/abc/versions/99999999999999999999")


def test_pages_of_lists(api: Api) -> None:
    for number in range(5):
        api.post("/processes", {"key": f"p{number}", "title": f"P{number}", "bpmn": ABC}, status=201)
    seen, cursor = [], ""
    for _ in range(4):
        page = api.get(f"/processes?limit=2{cursor}")
        assert set(page) == {"items", "next"} and len(page["items"]) <= 2
        seen += [one["key"] for one in page["items"]]
        cursor = f"&cursor={page['next']}"
        if page["next"] is None:
            break
    assert seen == ["p0", "p1", "p2", "p3", "p4"]
    api.refused(422, "BAD_CURSOR", "GET", "/processes?cursor=nonsense")
    api.refused(422, "INVALID", "GET", "/processes?limit=100000")


def test_who_may_not_is_told(abc: Api) -> None:
    abc.refused(401, "SIGN_IN", "GET", "/processes", who="nobody")
    bad = abc.client.get(f"{API}/processes", headers={"Authorization": "Bearer nonsense"})
    assert (bad.status_code, bad.get_json()["code"]) == (401, "BAD_TOKEN") and "WWW-Authenticate" in bad.headers
    for path in ("/processes/abc", "/processes/none", "/instances/none", "/tasks/none", "/proposals/x", "/rollouts/x"):
        code = "PROCESS_NOT_FOUND" if path.startswith("/processes") else None
        abc.refused(404, code, "GET", path, who="guest")
    assert abc.ask("ann", "PATCH", "/processes/abc", {"title": "Mine"}).status_code == 403
    assert abc.ask("ann", "PUT", "/processes/abc/policy", {"days": 3}).status_code == 403
    assert abc.ask("ann", "DELETE", "/processes/abc").status_code == 405


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"{", 400), (b"\xff\xfe", 400), (b"[" * 50_000, 400), (b'{"data": NaN}', 400), (b"[]", 422), (b"null", 422),
        (b'{"data": "text"}', 422), (b'{"data": {"a": "\\u0000"}}', 422), (b'{"data": {"a": "\\ud800"}}', 422),
        (b'{"unknown": 1}', 422), (b'{"business_key": 7}', 422), (b'{"data": ' + b"[" * 200 + b"]" * 200 + b"}", 422),
        (b'{"business_key": "' + b"x" * 500 + b'"}', 422), (b"", 201), (b"{}", 201), (b'{"data": null}', 201),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be_read(abc: Api, sent: bytes, status: int) -> None:
    kind = {"Content-Type": "application/json"}
    answer = abc.client.post(f"{API}/processes/abc/instances", data=sent, headers=abc.headers["ann"] | kind)
    assert answer.status_code == status, answer.text
    assert status == 201 or (answer.content_type, bool(answer.get_json()["code"])) == ("application/problem+json", True)


def test_a_case_from_start_to_end(abc: Api) -> None:
    case = abc.post("/processes/abc/instances", {"data": {"n": 1}, "business_key": "K"}, "ann", 201)
    assert {"process": "abc", "version": 1, "state": "running"}.items() <= case.items()
    (task,) = case["tasks"]
    assert set(task) >= TASK and task["step"] == {"id": "A", "name": "A"} and task["instance"] == case["id"]
    assert task["form"]["schema"]["type"] == "object"
    assert abc.get(f"/instances/{case['id']}", "ann")["data"] == {"n": 1}
    assert abc.get(f"/tasks?instance={case['id']}", "ann")["items"] == [task]
    assert task["id"] in {one["id"] for one in abc.get("/tasks?mine=1", "ben")["items"]}
    path = f"/tasks/{task['id']}/complete"
    first = abc.post(path, {"data": {}}, "ann", **{"Idempotency-Key": "k1"})
    assert abc.post(path, {"data": {}}, "ann", **{"Idempotency-Key": "k1"}) == first and first["state"] == "running"
    other = abc.ask("ann", "POST", path, {"data": {"x": 1}}, **{"Idempotency-Key": "k1"})
    assert (other.status_code, other.get_json()["code"]) == (422, "KEY_REUSED")
    abc.refused(409, "TASK_NOT_OPEN", "POST", path, {"data": {}}, "ben")
    while first["tasks"]:
        first = abc.post(f"/tasks/{first['tasks'][0]['id']}/complete", {"data": {}}, "ben")
    assert first["state"] == "completed"
    history = abc.get(f"/instances/{case['id']}/history", "ann")["items"]
    assert all({"event", "step", "actor", "at"} <= set(one) for one in history)
    assert (history[0]["event"], history[-1]["event"]) == ("instance_started", "instance_completed")
    assert [e["step"]["id"] for e in history if e["event"] == "task_completed"] == ["A", "B", "C"]
    assert [e["at"] for e in history] == sorted(e["at"] for e in history)


def test_claims_and_cancelling(abc: Api) -> None:
    case = abc.post("/processes/abc/instances", {}, "ann", 201)
    task = case["tasks"][0]["id"]
    assert abc.post(f"/tasks/{task}/claim", who="ann")["claimed_by"]
    assert abc.ask("ben", "POST", f"/tasks/{task}/claim", {}).status_code == 409
    assert abc.post(f"/tasks/{task}/release", who="ann")["claimed_by"] is None
    assert abc.ask("ann", "POST", f"/instances/{case['id']}/cancel", {"reason": "x"}).status_code == 403
    assert abc.post(f"/instances/{case['id']}/cancel", {"reason": "A mistake."}, "ops")["state"] == "cancelled"
    abc.refused(409, "TASK_NOT_OPEN", "POST", f"/tasks/{task}/complete", {"data": {}}, "ann")


def test_messages_find_their_receiver(api: Api) -> None:
    api.post("/processes", {"key": "order", "title": "Order", "bpmn": models.message().decode()}, status=201)
    case = api.post("/processes/order/instances", {"data": {"order": "7"}}, status=201)
    api.post(f"/tasks/{case['tasks'][0]['id']}/complete", {"data": {}})
    nobody = {"name": "Delivered", "correlation": {"order": "8"}}
    assert api.post("/messages", nobody, status=202)["delivered_to"] is None
    right = {"name": "Delivered", "correlation": {"order": "7"}, "data": {"by": "bike"}}
    assert api.post("/messages", right, status=202)["delivered_to"] == case["id"]
    assert api.get(f"/instances/{case['id']}")["tasks"][0]["step"]["id"] == "Unpack"
    api.refused(422, "INVALID", "POST", "/messages", {"correlation": {}})


def test_comments_and_flags(abc: Api) -> None:
    at = "/processes/abc/steps/A"
    said = abc.post(f"{at}/comments", {"text": "Why?"}, "ann", 201)
    abc.post(f"{at}/comments", {"text": "Because.", "reply_to": said["id"]}, "ben", 201)
    assert [one["text"] for one in abc.get(f"{at}/comments")["items"]] == ["Why?", "Because."]
    flag = {"kind": "low_value", "waste": "waiting", "reason": "Nobody reads it."}
    abc.post(f"{at}/flags", flag, "ann", 201)
    assert abc.ask("ann", "POST", f"{at}/flags", flag).status_code == 409
    abc.post(f"{at}/flags", {"kind": "risk", "reason": "x"}, "ann", 201)
    assert [one["kind"] for one in abc.get(f"{at}/flags")["items"]] == ["low_value", "risk"]
    for kind in ("bottleneck", "error_prone", "works_well"):
        abc.post(f"{at}/flags", {"kind": kind, "reason": "x"}, "ben", 201)
    abc.refused(422, "INVALID", "POST", f"{at}/flags", {"kind": "silly", "reason": "x"})
    abc.refused(422, "INVALID", "POST", f"{at}/comments", {})
    assert abc.ask("ann", "POST", "/processes/abc/steps/none/comments", {"text": "x"}).status_code == 404
    assert abc.ask("guest", "POST", f"{at}/comments", {"text": "x"}).status_code == 404


def test_preview_says_what_would_change(abc: Api) -> None:
    path, before = "/processes/abc/proposals/preview", abc.get("/processes/abc")
    good = abc.post(path, {"operations": [{"kind": "eliminate", "step": "B"}]}, "ann")
    assert good["ok"] is True and good["refusals"] == [] and good["words"] and 'id="B"' not in good["bpmn"]
    bad = abc.post(path, {"operations": [{"kind": "eliminate", "step": "nowhere"}]}, "ann")
    assert bad["ok"] is False and bad["bpmn"] is None
    assert {"code", "words", "choices"} <= set(bad["refusals"][0])
    for wrong in ([{"kind": "explode", "step": "B"}], [{}], ["x"], "x", None):
        answer = abc.ask("ann", "POST", path, {"operations": wrong})
        assert answer.status_code == 422 or answer.get_json()["ok"] is False, (wrong, answer.text)
    assert abc.get("/processes/abc") == before


def test_from_a_proposal_to_the_live_version_and_back(abc: Api, database: Database) -> None:
    case = abc.post("/processes/abc/instances", {}, "ann", 201)
    proposal = proposed(abc)
    at = f"/proposals/{proposal}"
    assert abc.ask("ben", "POST", f"{at}/votes", {"choice": "yes"}).status_code in (404, 409)
    opened = abc.post(f"{at}/open", who="ann")
    ballot = opened["ballot"]
    assert opened["state"] == "voting" and {"method", "electorate", "quorum", "threshold", "closes_at"} <= set(ballot)
    assert ballot["electorate"] == 5
    assert abc.ask("owner", "POST", f"{at}/close", {}).status_code == 409
    assert abc.ask("manager", "POST", f"{at}/approve", {"note": ""}).status_code == 409
    assert abc.ask("ben", "POST", f"{at}/votes", {"choice": "maybe"}).status_code == 422
    assert abc.ask("guest", "POST", f"{at}/votes", {"choice": "yes"}).status_code in (403, 404)
    for who in ("owner", "ann", "ben"):
        abc.post(f"{at}/votes", {"choice": "yes", "reason": "Less paper."}, who)
    closed = abc.post(f"{at}/close", who="owner")
    assert closed["state"] == "accepted" and closed["ballot"]["tally"] == {"yes": 3, "no": 0, "abstain": 0}
    assert abc.ask("ann", "POST", f"{at}/approve", {"note": ""}).status_code == 403
    assert abc.post(f"{at}/approve", {"note": "Good."}, "manager")["state"] in ("approved", "live")
    jobs.drain(database)
    live = abc.get(at)
    assert (live["state"], live["version"]) == ("live", 2) and live["rollout"] and live["approvals"]
    rollout = abc.get(f"/rollouts/{live['rollout']}", "manager")
    assert (rollout["state"], rollout["version"]) == ("done", 2)
    assert rollout["instances"] == {"total": 1, "moved": 1, "redirected": 0, "stayed": 0, "failed": 0}
    assert [(v["instance"], v["verdict"]) for v in rollout["verdicts"]] == [(case["id"], "moved")]
    assert rollout["verdicts"][0]["words"] and abc.get(f"/instances/{case['id']}")["version"] == 2
    assert "migrated" in {e["event"] for e in abc.get(f"/instances/{case['id']}/history")["items"]}
    abc.post("/processes/abc/versions/2/acknowledge", who="ben")
    notices = abc.get("/notices?unread=1", "ben")
    notices = notices["items"] if isinstance(notices, dict) else notices
    assert notices and all({"kind", "words", "url", "at"} <= set(one) for one in notices)
    assert abc.ask("ben", "POST", f"/rollouts/{live['rollout']}/revert", {"reason": "x"}).status_code == 403
    abc.post(f"/rollouts/{live['rollout']}/revert", {"reason": "We need B."}, "manager")
    jobs.drain(database)
    assert abc.get("/processes/abc")["live"]["number"] == 3
    assert abc.get(f"/rollouts/{live['rollout']}")["state"] == "reverted"
    assert abc.get("/processes/abc/versions/3")["sha256"] == abc.get("/processes/abc/versions/1")["sha256"]


def test_other_ways_of_a_proposal(abc: Api) -> None:
    first = proposed(abc)
    assert abc.ask("ben", "POST", f"/proposals/{first}/withdraw", {}).status_code in (403, 404)
    revised = abc.post(f"/proposals/{first}/revise", {"operations": [{"kind": "eliminate", "step": "C"}]}, "ann")
    assert revised["revision"] == 2 and revised["operations"][0]["step"] == "C" and revised["words"]
    assert abc.post(f"/proposals/{first}/withdraw", who="ann")["state"] == "withdrawn"
    assert abc.ask("ann", "POST", f"/proposals/{first}/open", {}).status_code == 409
    second = proposed(abc)
    abc.post(f"/proposals/{second}/open", who="ann")
    for who in ("owner", "manager", "ann", "ben", "ops"):
        abc.post(f"/proposals/{second}/votes", {"choice": "no"}, who)
    assert abc.post(f"/proposals/{second}/close", who="owner")["state"] == "rejected"
    third = proposed(abc)
    abc.post(f"/proposals/{third}/open", who="ann")
    for who in ("owner", "ann", "ben"):
        abc.post(f"/proposals/{third}/votes", {"choice": "yes"}, who)
    abc.post(f"/proposals/{third}/close", who="owner")
    assert abc.ask("manager", "POST", f"/proposals/{third}/reject", {"reason": ""}).status_code == 422
    assert abc.post(f"/proposals/{third}/reject", {"reason": "Not now."}, "manager")["state"] == "rejected"


def test_a_policy_is_changed_in_part(abc: Api) -> None:
    before = abc.get("/processes/abc/policy")
    answer = abc.ask("owner", "PUT", "/processes/abc/policy", {"days": 3})
    assert answer.status_code == 200 and answer.get_json() == {**before, "days": 3, "number": before["number"] + 1}
    for wrong in ({"days": -1}, {"days": 10**9}, {"method": "coin"}, {"colour": "red"}, {"days": "soon"}):
        assert abc.ask("owner", "PUT", "/processes/abc/policy", wrong).status_code == 422, wrong


def test_if_match_and_etag(abc: Api) -> None:
    tag = abc.ask("owner", "GET", "/processes/abc").headers["ETag"]
    assert abc.ask("owner", "GET", "/processes/abc", **{"If-None-Match": tag}).status_code == 304
    assert abc.ask("owner", "PATCH", "/processes/abc", {"title": "New"}, **{"If-Match": tag}).status_code == 200
    late = abc.ask("owner", "PATCH", "/processes/abc", {"title": "Old"}, **{"If-Match": tag})
    assert (late.status_code, late.get_json()["code"]) == (412, "CHANGED_MEANWHILE")


def test_the_interface_describes_itself(client: FlaskClient) -> None:
    described = client.get("/api/openapi.json").get_json()
    assert described["openapi"].startswith("3.1")
    asked = {rule.rule for rule in client.application.url_map.iter_rules() if rule.rule.startswith(f"{API}/")}
    assert len(described["paths"]) == len({rule.split(":")[0] if "<any" in rule else rule for rule in asked})
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            assert operation.get("summary"), (method, path)
            good = [operation["responses"][code] for code in operation["responses"] if code.startswith("2")]
            assert good and all(one.get("description") for one in good), (method, path)
            assert "content" in good[0] or "204" in operation["responses"], (method, path)
            assert any("problem" in str(one) for one in operation["responses"].values()), (method, path)


@pytest.mark.parametrize(
    ("path", "described"),
    [
        ("/me", "/me"), ("/people", "/people"), ("/units", "/units"), ("/processes", "/processes"),
        ("/processes/abc", "/processes/{key}"), ("/processes/abc/versions", "/processes/{key}/versions"),
        ("/processes/abc/versions/1", "/processes/{key}/versions/{number}"),
        ("/processes/abc/versions/1/steps", "/processes/{key}/versions/{number}/steps"),
        ("/processes/abc/versions/1/outline", "/processes/{key}/versions/{number}/outline"),
        ("/processes/abc/diff?from=1&to=1", "/processes/{key}/diff"), ("/instances", "/instances"),
        ("/processes/abc/policy", "/processes/{key}/policy"), ("/tasks?mine=1", "/tasks"), ("/notices", "/notices"),
        ("/processes/abc/steps/A/comments", "/processes/{key}/steps/{step_id}/comments"),
        ("/processes/abc/steps/A/flags", "/processes/{key}/steps/{step_id}/flags"), ("/proposals", "/proposals"),
        ("/proposals/{id}", "/proposals/{proposal_id}"),
    ],
)  # fmt: skip
@pytest.mark.databases("sqlite")
def test_answers_are_as_described(abc: Api, path: str, described: str) -> None:
    abc.post("/processes/abc/instances", {}, "ann", 201)
    abc.post("/processes/abc/steps/A/comments", {"text": "Why?"}, "ann", 201)
    abc.post("/processes/abc/steps/A/flags", {"kind": "risk", "reason": "x"}, "ann", 201)
    made = proposed(abc)
    whole = abc.client.get("/api/openapi.json").get_json()
    good = whole["paths"][f"{API}{described}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**good, "components": whole["components"]})
    assert list(validator.iter_errors(abc.get(path.format(id=made), "ann"))) == []
