"""People, units and roles for programs."""

from __future__ import annotations

import pytest

from tests.factories import accounts as make


@pytest.fixture
def headers(unit):
    with unit() as session:
        return {
            "admin": make.bearer(session, make.person(session, "Ines Duarte", "admin")),
            "worker": make.bearer(session, make.person(session, "Anna Berg")),
            "guest": make.bearer(session, make.person(session, "Gus Guest", "guest")),
            "reader": make.bearer(session, make.person(session, "Rita Reader", "admin"), ("read",)),
        }


def test_add_people_units_and_roles(client, headers):
    unit = client.post("/api/v1/units", json={"name": "North", "kind": "region"}, headers=headers["admin"])
    assert (unit.status_code, unit.json["path"]) == (201, "north")
    body = {"email": "tom@example.org", "name": "Tom Okafor", "role": "manager", "unit": "North"}
    tom = client.post("/api/v1/people", json=body, headers=headers["admin"])
    assert tom.status_code == 201 and tom.json["handle"] == "tom"
    role = client.post("/api/v1/roles", json={"person": "tom@example.org", "role": "ops"}, headers=headers["admin"])
    assert role.status_code == 201
    assert client.delete(f"/api/v1/roles/{role.json['id']}", headers=headers["admin"]).status_code == 204
    assert client.post("/api/v1/people", json=body, headers=headers["admin"]).status_code == 409
    assert client.get(f"/api/v1/people/{tom.json['id']}", headers=headers["worker"]).json["name"] == "Tom Okafor"
    assert client.get("/api/v1/units", headers=headers["worker"]).json["items"][0]["name"] == "North"


def test_lists_have_cursors(client, headers):
    first = client.get("/api/v1/people?limit=2", headers=headers["worker"]).json
    rest = client.get(f"/api/v1/people?limit=2&cursor={first['next']}", headers=headers["worker"]).json
    assert [p["name"] for p in first["items"] + rest["items"]] == [
        "Anna Berg", "Gus Guest", "Ines Duarte", "Rita Reader",
    ]  # fmt: skip
    assert rest["next"] is None
    assert client.get("/api/v1/people?cursor=nonsense", headers=headers["worker"]).status_code == 422


CALLS = [
    ("get", "/api/v1/people", None),
    ("post", "/api/v1/people", {"email": "x@example.org", "name": "X"}),
    ("post", "/api/v1/units", {"name": "X"}),
    ("get", "/api/v1/roles", None),
    ("post", "/api/v1/roles", {"person": "gus", "role": "admin"}),
]


@pytest.mark.parametrize(("method", "url", "body"), CALLS)
def test_strangers_and_guests_are_kept_out(client, headers, method, url, body):
    assert client.open(url, method=method.upper(), json=body).status_code == 401
    assert client.open(url, method=method.upper(), json=body, headers=headers["guest"]).status_code in (403, 404)
    if method == "post":
        refused = client.open(url, method="POST", json=body, headers=headers["reader"])
        assert refused.status_code in (403, 404)
        assert refused.content_type == "application/problem+json"


@pytest.mark.parametrize("extra", [{"active": True}, {"id": "mine"}, {"password_hash": "x"}])
def test_unknown_fields_are_refused(client, headers, extra):
    body = {"email": "x@example.org", "name": "X", **extra}
    refused = client.post("/api/v1/people", json=body, headers=headers["admin"])
    assert refused.status_code == 422 and next(iter(extra)) in refused.json["errors"]


@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic abc", "Bearer ", "swt_x"])
def test_bad_tokens_are_refused(client, headers, header):
    refused = client.get("/api/v1/me", headers={"Authorization": header})
    assert (refused.status_code, refused.json["code"]) == (401, "BAD_TOKEN")
    assert refused.headers["WWW-Authenticate"] == "Bearer"
