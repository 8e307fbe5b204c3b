"""If-Match on every route that changes something: honoured, or refused where nothing could have been seen before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from threading import Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.queries.locks import lock_task
from app.cases.tables import Task
from app.kernel.http.application import StepwellApp
from app.kernel.http.preconditions import changed_by
from tests.support import town
from tests.support.awaiting import blocked, ended
from tests.support.town import Town

pytestmark = pytest.mark.timeout(300)
Unit = Callable[[], AbstractContextManager[Session]]
WRITES = ("post", "put", "patch", "delete")
HONOURED = """
patch /processes/{key}
post /processes/{key}/ archive restore versions mode
put /processes/{key}/ policy sharing
post /processes/{key}/versions/{number}/ acknowledge
post /proposals/{proposal_id}/ open discuss votes votes/take-back close approve reject withdraw revise end deadline done
post /rollouts/{rollout_id}/ revert
post /tasks/{task_id}/ complete claim release delegate
put /tasks/{task_id}/ assignee due priority draft
delete /tasks/{task_id}/ draft
post /instances/{instance_id}/ cancel retry suspend resume move
post /instances/{instance_id}/timers/{task_id}/ fire cancel
post /incidents/{incident_id}/ retry
patch /groups/{group_id}
delete /groups/{group_id}
put /groups/{group_id}/members/{person}
delete /groups/{group_id}/members/{person}
"""


def honoured() -> set[tuple[str, str]]:
    """Give method and path of the calls that take If-Match."""
    lines = [line.split() for line in HONOURED.strip().splitlines()]
    return {(line[0], f"/api/v1{line[1]}{last}") for line in lines for last in line[2:] or [""]}


@pytest.fixture
def place(unit: Unit, app: StepwellApp) -> Town:
    with unit() as session:
        return town.build(session, app)


def operations(client: FlaskClient) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give path, method and description of every call that changes something; what removes a thing comes last."""
    paths = client.get("/api/openapi.json").json["paths"]
    for path, found in sorted(paths.items(), key=lambda one: ("delete" in one[1], -len(one[0]))):
        for method in WRITES:
            if method in found:
                yield path, method, found[method]


def filled(path: str, ids: dict[str, str]) -> str:
    """Give the address of a path for one of everything."""
    return re.sub(r"\{(\w+)\}", lambda name: ids.get(name.group(1), "hide"), path)


def test_every_writing_route_honours_if_match_or_refuses_it(app: StepwellApp, place: Town, unit: Unit) -> None:
    client, ids = app.test_client(), place.ids
    rules = {re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", r.rule): r for r in app.url_map.iter_rules()}
    draft = f"/api/v1/tasks/{ids['task_id']}/draft"
    assert client.put(draft, json={"data": {}}, headers=place.headers["worker"]).status_code == 200
    met = 0
    for path, method, described in operations(client):
        who = place.headers["worker" if "draft" in path else "admin"]
        headers = {**who, "If-Match": '"not what is there"'}
        answer = client.open(filled(path, ids), method=method, json={}, headers=headers)
        takes = (method, path) in honoured()
        named = {p["name"] for p in described.get("parameters", []) if "name" in p}
        assert ("If-Match" in named) == takes == ("412" in described["responses"]), (method, path)
        if not takes:
            assert (answer.status_code, answer.json["code"]) == (400, "NOTHING_TO_MATCH"), (method, path, answer.text)
            continue
        met += 1
        assert (answer.status_code, answer.json["code"]) == (412, "CHANGED_MEANWHILE"), (method, path, answer.text)
        changed = changed_by(app, rules[path].endpoint)
        assert changed is not None
        shown = next(r.rule for r in app.url_map.iter_rules(changed.endpoint))
        seen = client.get(re.sub(r"<(?:\w+:)?(\w+)>", lambda n: ids[n.group(1)], shown), headers=who)
        assert seen.status_code == 200 and seen.headers.get("ETag"), shown
        headers["If-Match"] = seen.headers["ETag"]
        body = {"title": 3, "reason": 3, "unknown": 3}
        assert client.open(filled(path, ids), method=method, json=body, headers=headers).status_code != 412, path
    assert met == len(honoured())


def test_what_is_refused_changes_nothing_and_what_is_shown_is_not_sent_twice(app: StepwellApp, place: Town) -> None:
    client, ids, headers = app.test_client(), place.ids, place.headers["admin"]
    address = f"/api/v1/tasks/{ids['task_id']}"
    seen = client.get(address, headers=headers)
    tag = seen.headers["ETag"]
    assert client.get(address, headers={**headers, "If-None-Match": tag}).status_code == 304
    assert client.put(f"{address}/priority", json={"priority": 80}, headers={**headers, "If-Match": tag}).json
    assert client.get(address, headers=headers).headers["ETag"] != tag
    late = client.put(f"{address}/priority", json={"priority": 10}, headers={**headers, "If-Match": tag})
    assert (late.status_code, late.json["code"]) == (412, "CHANGED_MEANWHILE")
    assert client.get(address, headers=headers).json["priority"] == 80
    for said in ("*", f'"old", {client.get(address, headers=headers).headers["ETag"]}'):
        sent = client.put(f"{address}/priority", json={"priority": 80}, headers={**headers, "If-Match": said})
        assert sent.status_code == 200, said
    for said in ("", '""', 'W/"x", "'):
        sent = client.put(f"{address}/priority", json={"priority": 10}, headers={**headers, "If-Match": said})
        assert sent.status_code == 412, said


def test_a_signature_by_if_match_is_for_the_revision_that_was_read(app: StepwellApp, place: Town, unit: Unit) -> None:
    client, address = app.test_client(), f"/api/v1/proposals/{place.ids['proposal_id']}"
    worker, manager = place.headers["worker"], place.headers["manager"]
    tag = client.get(address, headers=manager).headers["ETag"]
    voted = client.post(f"{address}/votes", json={"choice": "yes"}, headers={**worker, "If-Match": tag})
    assert voted.status_code == 200
    revised = client.post(
        f"{address}/revise", json={"operations": [{"kind": "eliminate", "step": "C"}]}, headers=worker
    )
    assert revised.headers["ETag"] != tag
    late = client.post(f"{address}/votes", json={"choice": "no"}, headers={**manager, "If-Match": tag})
    assert late.status_code == 412
    assert client.get(address, headers=manager).json["ballot"]["voted"] == 0


def test_a_repeated_request_gets_its_answer_though_its_tag_is_old_by_then(app: StepwellApp, place: Town) -> None:
    client, headers = app.test_client(), place.headers["worker"]
    address = f"/api/v1/tasks/{place.ids['task_id']}"
    tag = client.get(address, headers=headers).headers["ETag"]
    sent = {**headers, "If-Match": tag, "Idempotency-Key": "once"}
    first = client.post(f"{address}/complete", json={"data": {}}, headers=sent)
    again = client.post(f"{address}/complete", json={"data": {}}, headers=sent)
    assert first.status_code == again.status_code == 200
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.databases("postgresql")
def test_who_waits_for_a_lock_is_told_of_what_happened_meanwhile(app: StepwellApp, place: Town, unit: Unit) -> None:
    client, headers = app.test_client(), place.headers["admin"]
    address = f"/api/v1/tasks/{place.ids['task_id']}"
    tag = client.get(address, headers=headers).headers["ETag"]
    said: list[int] = []

    def late() -> None:
        sent = {**headers, "If-Match": tag}
        said.append(app.test_client().put(f"{address}/priority", json={"priority": 7}, headers=sent).status_code)

    with unit() as session:
        task = session.scalars(select(Task).where(Task.id == place.ids["task_id"])).one()
        lock_task(session, task.id)
        waiting = Thread(target=late)
        waiting.start()
        blocked(app.database, waiting)
        assert waiting.is_alive()
        task.priority = 90
    ended(waiting)
    assert said == [412]
