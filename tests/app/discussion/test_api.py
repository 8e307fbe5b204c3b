"""Comments and flags for programs."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.accounts import queries as people
from app.discussion.policy import RULES, Discussion
from app.kernel import policy
from app.kernel.policy import ANONYMOUS, Actor, Grant
from tests.factories import accounts, discussion
from tests.support.counting import count_statements


@pytest.fixture
def house(unit):
    with unit() as session:
        ines, anna = accounts.person(session, "Ines Duarte", "manager"), accounts.person(session, "Anna Berg")
        partner = accounts.person(session, "Pia", "worker", accounts.unit(session, "Printing Ltd", "partner"))
        process = discussion.process(session, people.actor_for(session, ines))
        return SimpleNamespace(
            url=f"/api/v1/processes/{process.key}/steps/Check", key=process.key, process=process,
            ines=accounts.bearer(session, ines), anna=accounts.bearer(session, anna),
            reader=accounts.bearer(session, anna, ("read",)), outside=accounts.bearer(session, partner),
        )  # fmt: skip


def test_flags_once_a_person_kind_and_step(client, house):
    body = {"kind": "low_value", "waste": "waiting", "reason": "Nobody reads it"}
    first = client.post(f"{house.url}/flags", json=body, headers=house.anna)
    assert first.status_code == 201 and first.json["person"]["name"] == "Anna Berg"
    again = client.post(f"{house.url}/flags", json=body, headers=house.anna)
    assert (again.status_code, again.json["code"]) == (409, "ALREADY_FLAGGED")
    assert again.content_type == "application/problem+json"
    assert client.post(f"{house.url}/flags", json=body, headers=house.ines).status_code == 201
    found = client.get(f"{house.url}/flags", headers=house.ines).json
    assert [f["kind"] for f in found["items"]] == ["low_value"] * 2 and found["counts"] == {"low_value": 2}
    patched = client.patch(f"{house.url}/flags/low_value", json={"reason": "Really"}, headers=house.anna)
    assert (patched.json["reason"], patched.json["waste"]) == ("Really", None)
    assert client.delete(f"{house.url}/flags/low_value", headers=house.anna).status_code == 204
    assert client.delete(f"{house.url}/flags/low_value", headers=house.anna).status_code == 404


def test_same_key_flags_once(client, house):
    headers = {**house.anna, "Idempotency-Key": "one"}
    first = client.post(f"{house.url}/flags", json={"kind": "risk", "reason": "x"}, headers=headers)
    again = client.post(f"{house.url}/flags", json={"kind": "risk", "reason": "x"}, headers=headers)
    assert (first.status_code, again.status_code, first.json) == (201, 201, again.json)


def test_comments(client, house):
    first = client.post(f"{house.url}/comments", json={"text": "Why?"}, headers=house.anna)
    assert first.status_code == 201 and first.json["step"] == "Check"
    reply = client.post(
        f"{house.url}/comments", json={"text": "Because", "reply_to": first.json["id"]}, headers=house.ines
    )
    assert reply.json["reply_to"] == first.json["id"]
    one = f"/api/v1/comments/{first.json['id']}"
    assert client.post(f"{one}/reactions", json={"kind": "agree"}, headers=house.ines).json["given"]
    edited = client.patch(one, json={"text": "Why so?"}, headers=house.anna).json
    listed = client.get(f"{house.url}/comments", headers=house.anna).json["items"][0]
    assert edited["edited_at"] and edited["reactions"] == {"agree": 1} and edited == listed
    assert client.patch(one, json={"text": "Mine now"}, headers=house.ines).status_code == 403
    assert client.post(f"{one}/report", json={"reason": "Off topic"}, headers=house.ines).status_code == 204
    assert client.post(f"{one}/hide", json={}, headers=house.anna).status_code == 403
    assert client.post(f"{one}/hide", json={}, headers=house.ines).status_code == 204
    assert [c["text"] for c in client.get(f"{house.url}/comments", headers=house.anna).json["items"]] == [
        None,
        "Because",
    ]
    assert client.post(f"{one}/show", json={}, headers=house.ines).status_code == 204
    assert client.delete(one, headers=house.anna).status_code == 204
    items = client.get(f"{house.url}/comments", headers=house.anna).json["items"]
    assert (items[0]["deleted"], items[0]["text"], items[0]["reactions"]) == (True, None, {"agree": 1})
    counts = client.get(f"/api/v1/processes/{house.key}/discussion/counts", headers=house.anna).json
    assert counts == {"Check": {"comments": 1, "flags": {}, "praise": 0}}


@pytest.mark.parametrize("part", ["comments", "flags"])
def test_strangers_are_kept_out(client, house, part):
    body = {"text": "Hello"} if part == "comments" else {"kind": "risk", "reason": ""}
    url = f"{house.url}/{part}"
    assert (client.get(url).status_code, client.post(url, json=body).status_code) == (401, 401)
    assert client.get(url, headers=house.outside).status_code == 404
    assert client.post(url, json=body, headers=house.outside).status_code == 404
    assert client.get(url, headers=house.reader).status_code == 200
    assert client.post(url, json=body, headers=house.reader).status_code == 403
    assert client.post(url, json={**body, "author_id": "me"}, headers=house.anna).status_code == 422


@pytest.mark.parametrize("part", ["comments", "flags"])
def test_steps_must_exist(client, house, part):
    url = f"/api/v1/processes/{house.key}/steps/Never/{part}"
    body = {"text": "Hello"} if part == "comments" else {"kind": "risk", "reason": ""}
    assert client.get(url, headers=house.anna).status_code == 404
    assert client.post(url, json=body, headers=house.anna).status_code == 404


def test_a_flag_costs_few_statements(client, house, database):
    client.get("/api/v1/me", headers=house.anna)
    with count_statements(database) as counted:
        client.post(f"{house.url}/flags", json={"kind": "risk", "reason": ""}, headers=house.anna)
    assert len(counted) <= 8 and counted.commits == 1, str(counted)


@pytest.mark.parametrize("permission", list(Discussion))
def test_nobody_may_nothing(permission):
    policy.register(RULES)
    process = SimpleNamespace(owner_id="o", author_id="o", unit_path="north", visibility="unit", public_start=True)
    outside = Actor("x", grants=frozenset({Grant("guest"), Grant("worker", "south")}))
    assert not policy.allows(ANONYMOUS, permission, process)
    assert not policy.allows(outside, permission, process)
    assert policy.allows(Actor("o"), permission, process)
