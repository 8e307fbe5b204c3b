"""Work over REST: the shapes that scripts rely on, idempotency, conflicts, statement counts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.kernel.db.database import Database
from tests.factories import accounts, catalog, models
from tests.support.counting import count_statements

Unit = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def headers(unit: Unit) -> dict[str, str]:
    with unit() as session:
        owner = accounts.actor(session, role="manager")
        catalog.process(session, owner, models.linear("A", "B", "C"), key="offer")
        return accounts.bearer(session, accounts.person(session, "Wilma Worker"))


def started(client: FlaskClient, headers: dict[str, str]) -> dict[str, Any]:
    answer = client.post("/api/v1/processes/offer/instances", json={"business_key": "K1"}, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def test_a_case_over_rest(client: FlaskClient, headers: dict[str, str]) -> None:
    case = started(client, headers)
    assert case["process"] == "offer"
    assert case["version"] == 1
    assert case["state"] == "running"
    (task,) = case["tasks"]
    assert task["step"] == {"id": "A", "name": "A"}
    assert task["form"]["schema"]["type"] == "object"
    assert task["claimed_by"] is None and task["claimed_at"] is None
    mine = client.get("/api/v1/tasks?mine=1", headers=headers).get_json()
    assert [t["id"] for t in mine["items"]] == [task["id"]]
    assert client.get(f"/api/v1/tasks/{task['id']}", headers=headers).get_json()["id"] == task["id"]
    for _ in range(3):
        (task,) = case["tasks"]
        answer = client.post(f"/api/v1/tasks/{task['id']}/complete", json={"data": {}}, headers=headers)
        assert answer.status_code == 200, answer.text
        case = answer.get_json()
    assert case["state"] == "completed"
    assert case["tasks"] == []
    history = client.get(f"/api/v1/instances/{case['id']}/history", headers=headers).get_json()["items"]
    assert history[0]["event"] == "instance_started"
    assert history[-1]["event"] == "instance_completed"
    assert {e["step"]["id"] for e in history if e["event"] == "task_completed"} == {"A", "B", "C"}
    again = client.post(f"/api/v1/tasks/{task['id']}/complete", json={"data": {}}, headers=headers)
    assert again.status_code == 409
    assert again.content_type == "application/problem+json"
    assert again.get_json()["code"] == "TASK_NOT_OPEN"


def test_the_same_key_gives_the_same_answer(client: FlaskClient, headers: dict[str, str]) -> None:
    (task,) = started(client, headers)["tasks"]
    url, key = f"/api/v1/tasks/{task['id']}/complete", {**headers, "Idempotency-Key": "k-1"}
    first = client.post(url, json={"data": {}}, headers=key)
    second = client.post(url, json={"data": {}}, headers=key)
    assert first.status_code == second.status_code == 200
    assert first.data == second.data
    other = client.post(url, json={"data": {"x": 1}}, headers=key)
    assert other.status_code == 422
    assert other.get_json()["code"] == "KEY_REUSED"


def test_completing_a_task_takes_at_most_ten_statements_and_one_commit(
    client: FlaskClient, headers: dict[str, str], database: Database
) -> None:
    tasks = [started(client, headers)["tasks"][0] for _ in range(2)]
    client.post(f"/api/v1/tasks/{tasks[0]['id']}/complete", json={"data": {}}, headers=headers)
    key = {**headers, "Idempotency-Key": "counted"}
    with count_statements(database) as counted:
        answer = client.post(f"/api/v1/tasks/{tasks[1]['id']}/complete", json={"data": {}}, headers=key)
    assert answer.status_code == 200
    assert len(counted) <= 10, str(counted)
    assert counted.commits == 1


@pytest.mark.parametrize("path", ["/api/v1/tasks?mine=1", "/api/v1/instances", "/work", "/instances"])
def test_lists_cost_the_same_however_long(
    client: FlaskClient, headers: dict[str, str], database: Database, path: str
) -> None:
    counts = []
    for more in (1, 8):
        for _ in range(more):
            started(client, headers)
        client.get(path, headers=headers)
        with count_statements(database) as counted:
            assert client.get(path, headers=headers).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1], counts


def test_pages_of_a_list_follow_each_other(client: FlaskClient, headers: dict[str, str]) -> None:
    for _ in range(5):
        started(client, headers)
    seen: list[str] = []
    cursor = ""
    while True:
        page = client.get(f"/api/v1/instances?limit=2{cursor}", headers=headers).get_json()
        seen += [i["id"] for i in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)
    assert client.get("/api/v1/instances?cursor=nonsense", headers=headers).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("post", "/api/v1/processes/none/instances", {}, 404),
        ("post", "/api/v1/processes/offer/instances", {"surprise": 1}, 422),
        ("post", "/api/v1/processes/offer/instances", [], 422),
        ("post", "/api/v1/tasks/none/complete", {"data": {}}, 404),
        ("get", "/api/v1/instances/none", None, 404),
        ("get", "/api/v1/tasks?limit=0", None, 422),
        ("post", "/api/v1/messages", {}, 422),
        ("post", "/api/v1/messages", {"name": "x"}, 202),
    ],
)
def test_wrong_requests_get_words(
    client: FlaskClient, headers: dict[str, str], method: str, path: str, body: Any, status: int
) -> None:
    answer = getattr(client, method)(path, json=body, headers=headers)
    assert answer.status_code == status, answer.text
    if status >= 400:
        assert answer.get_json()["code"]


def test_nobody_works_without_signing_in(client: FlaskClient, headers: dict[str, str]) -> None:
    case = started(client, headers)
    assert client.get(f"/api/v1/instances/{case['id']}").status_code in (401, 404)
    assert client.post(f"/api/v1/tasks/{case['tasks'][0]['id']}/complete", json={"data": {}}).status_code in (401, 404)
