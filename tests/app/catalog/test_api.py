"""The library for other programs."""

from __future__ import annotations

import io
from functools import partial

import pytest

from app.catalog.actions import reading
from processes.engine.preparation import child
from tests.factories import accounts, models
from tests.processes.corpus import CORPUS, needs_corpus

URL = "/api/v1/processes"


@pytest.fixture
def load(client, people):
    """Give a function that loads a process as the manager."""

    def act(key="offer", bpmn=None, **more):
        body = {"key": key, "title": "Send an offer", "bpmn": bpmn or models.linear("A", "B").decode(), **more}
        return client.post(URL, json=body, headers=people["as_manager"])

    return act


def test_load_read_and_list(client, people, load):
    answer = load()
    assert answer.status_code == 201, answer.text
    assert answer.json["key"] == "offer" and answer.json["title"] == "Send an offer"
    live = answer.json["live"]
    assert (live["number"], live["mode"], live["runs"], live["why"]) == (1, "executable", True, None)
    assert live["assumptions"] == [] and len(live["sha256"]) == 64
    seen = client.get(f"{URL}/offer", headers=people["as_worker"])
    assert seen.json == answer.json
    listed = client.get(f"{URL}?q=OFFER", headers=people["as_worker"]).json
    assert [p["key"] for p in listed["items"]] == ["offer"] and listed["next"] is None
    assert client.get(f"{URL}?q=nothing", headers=people["as_worker"]).json["items"] == []
    steps = client.get(f"{URL}/offer/versions/1/steps", headers=people["as_worker"]).json
    assert steps[1] == {"id": "A", "name": "A", "type": "userTask", "lane": None}
    lines = client.get(f"{URL}/offer/versions/1/outline", headers=people["as_worker"]).json
    assert lines[0]["next"] == "then “A”"


def test_versions_and_the_difference(client, people, load):
    load()
    body = {"bpmn": models.linear("A").decode(), "note": "B is gone."}
    made = client.post(f"{URL}/offer/versions", json=body, headers=people["as_manager"])
    assert made.status_code == 201 and made.json["number"] == 2
    again = client.post(f"{URL}/offer/versions", json=body, headers=people["as_manager"])
    assert (again.status_code, again.json["code"]) == (409, "NOTHING_CHANGED")
    listed = client.get(f"{URL}/offer/versions?limit=1", headers=people["as_worker"]).json
    assert [v["number"] for v in listed["items"]] == [2] and listed["next"]
    rest = client.get(f"{URL}/offer/versions?cursor={listed['next']}", headers=people["as_worker"]).json
    assert [v["number"] for v in rest["items"]] == [1]
    found = client.get(f"{URL}/offer/diff?from=1&to=2", headers=people["as_worker"]).json
    assert ("eliminated", "B") in [(c["kind"], c["step"]) for c in found["changes"]] and found["summary"]
    assert client.get(f"{URL}/offer/diff?from=1&to=9", headers=people["as_worker"]).status_code == 404
    assert client.get(f"{URL}/offer/diff?from=x", headers=people["as_worker"]).status_code == 422


def test_a_file_as_a_part_keeps_its_bytes(client, people):
    for name, xml in _encoded().items():
        file = {"file": (io.BytesIO(xml), f"{name}.bpmn"), "key": name, "title": name}
        made = client.post(URL, data=file, headers=people["as_manager"])
        assert made.status_code == 201, made.text
        got = client.get(f"{URL}/{name}/versions/1/bpmn", headers=people["as_manager"])
        assert got.data == xml
        assert "attachment" in got.headers["Content-Disposition"]
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        steps = client.get(f"{URL}/{name}/versions/1/steps", headers=people["as_manager"]).json
        assert [s["name"] for s in steps] == ["Begin", "Prüfen", "Done"]


def test_pasted_text_is_read_in_the_encoding_it_declares(client, people, load):
    text = _encoded()["latin"].decode("iso-8859-1")
    assert load("latin", text).status_code == 201
    got = client.get(f"{URL}/latin/versions/1/bpmn", headers=people["as_manager"])
    assert got.data == _encoded()["latin"]


def _encoded():
    text = models.linear("Prüfen").decode()
    latin, wide = (text.replace("UTF-8", name) for name in ("ISO-8859-1", "UTF-16"))
    return {"latin": latin.encode("iso-8859-1"), "wide": wide.encode("utf-16")}


def test_etags_answer_not_modified_and_refuse_stale_edits(client, people, load):
    tag = load().headers["ETag"]
    version = client.get(f"{URL}/offer/versions/1", headers=people["as_manager"])
    again = {**people["as_manager"], "If-None-Match": version.headers["ETag"]}
    assert client.get(f"{URL}/offer/versions/1", headers=again).status_code == 304
    stale = {**people["as_manager"], "If-Match": tag}
    changed = client.patch(f"{URL}/offer", json={"title": "An offer"}, headers=stale)
    assert changed.status_code == 200 and changed.json["title"] == "An offer"
    refused = client.patch(f"{URL}/offer", json={"title": "Other"}, headers=stale)
    assert (refused.status_code, refused.json["code"]) == (412, "CHANGED_MEANWHILE")
    fresh = {**people["as_manager"], "If-Match": changed.headers["ETag"]}
    assert client.patch(f"{URL}/offer", json={"public_start": True}, headers=fresh).json["public_start"] is True


def test_how_long_messages_are_kept_is_a_length_of_time_up_to_a_year(client, people, load):
    load()
    change = partial(client.patch, f"{URL}/offer", headers=people["as_manager"])
    assert client.get(f"{URL}/offer", headers=people["as_manager"]).json["messages_kept"] is None
    for kept in ("P3D", "PT0S", "P1Y"):
        assert change(json={"messages_kept": kept}).json["messages_kept"] == kept
    for wrong in ("soon", "P2Y", "-P1D", "R3/PT1H", "2027-01-01"):
        refused = change(json={"messages_kept": wrong})
        assert (refused.status_code, refused.json["code"]) == (422, "BAD_TIME"), wrong
        assert "PT8H" in refused.json["errors"]["messages_kept"]
    assert change(json={"title": "Other"}).json["messages_kept"] == "P1Y"
    assert change(json={"messages_kept": None}).json["messages_kept"] is None
    assert client.patch(f"{URL}/offer", json={"messages_kept": "P1D"}, headers=people["as_worker"]).status_code == 403


def test_mode_archive_and_restore(client, people, load):
    load("decide", models.decided({"Big": "amount > 5"}, "Small").decode())
    made = client.post(f"{URL}/decide/mode", json={"mode": "documenting"}, headers=people["as_manager"])
    assert (made.status_code, made.json["mode"], made.json["number"]) == (201, "documenting", 2)
    assert client.post(f"{URL}/decide/archive", headers=people["as_manager"]).json["archived_at"]
    assert client.get(URL, headers=people["as_manager"]).json["items"] == []
    assert client.get(f"{URL}?archived=1", headers=people["as_manager"]).json["items"]
    assert client.post(f"{URL}/decide/restore", headers=people["as_manager"]).json["archived_at"] is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"key": "x", "title": "X"}, "NO_FILE"),
        ({"key": "x", "title": "X", "bpmn": "hello"}, "NOT_XML"),
        ({"key": "x", "title": "X", "bpmn": "<html/>"}, "NOT_BPMN"),
        ({"key": "x", "title": "X", "bpmn": "<a/>", "colour": "red"}, "INVALID"),
        ({"title": "X", "bpmn": "<a/>"}, "INVALID"),
        ({"key": "x", "title": "X", "bpmn": "<a/>", "mode": "fast"}, "INVALID"),
        ({"key": "x", "title": "X", "bpmn": "<a/>", "unit": "nowhere"}, "NO_SUCH_UNIT"),
        ([], "NOT_JSON"),
    ],
)
def test_what_cannot_be_loaded_is_refused_with_words(client, people, body, code):
    answer = client.post(URL, json=body, headers=people["as_manager"])
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert answer.content_type == "application/problem+json" and len(answer.json["detail"]) > 20


def test_nobody_strangers_and_workers(client, people, load, unit):
    load()
    assert client.get(f"{URL}/offer").status_code == 401
    assert client.get(URL).status_code == 401
    worker = people["as_worker"]
    assert client.patch(f"{URL}/offer", json={"title": "Mine"}, headers=worker).status_code == 403
    with unit() as session:
        stranger = accounts.bearer(session, accounts.person(session, "Gus", "guest"))
    for path in ("", "/versions", "/versions/1", "/versions/1/bpmn", "/versions/1/steps", "/diff?from=1&to=1"):
        assert client.get(f"{URL}/offer{path}", headers=stranger).status_code == 404, path
    assert client.get(URL, headers=stranger).json["items"] == []


@pytest.mark.databases("sqlite")
def test_nobody_waits_while_a_file_is_read(client, people, load, database, monkeypatch):
    waited = []

    def watched(*given, **limits):
        waited.append(database.write_lock.locked())
        return child.prepare_in_child(*given, **limits)

    monkeypatch.setattr(reading, "prepare_in_child", watched)
    assert load("one", models.linear("Unheard of").decode()).status_code == 201
    file = {"file": (io.BytesIO(models.linear("Never seen")), "x.bpmn"), "key": "two", "title": "Two"}
    assert client.post(URL, data=file, headers=people["as_manager"]).status_code == 201
    file = {"file": (io.BytesIO(models.linear("Of a stranger")), "x.bpmn"), "key": "three"}
    assert client.post(URL, data=file).status_code == 401
    assert waited == [False, False]


def test_too_large_is_said_in_words(client, people):
    part = '--b\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    xml = "<definitions>" + "x" * 6_000_000 + "</definitions>"
    parts = [("key", "", "big"), ("title", "", "Big"), ("file", '; filename="big.bpmn"', xml)]
    sent = "".join(part.format(*one) for one in parts) + "--b--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post(URL, data=sent.encode(), headers=people["as_manager"] | kind)
    assert (answer.status_code, answer.json["code"]) == (413, "TOO_LARGE")


HOSTILE = {
    "billion-laughs": 422, "external-entity": 422, "attributes-20000": 422, "depth-5000": 422, "not-xml": 422,
    "truncated": 422, "empty": 422, "wrong-root": 422, "unconditional-cycle": 201, "dangling-flow": 201,
    "script-import-os": 201, "label-img-onerror": 201, "documentation-script": 201, "iso-8859-1": 201,
    "utf-16-bom": 201,
}  # fmt: skip


@needs_corpus
@pytest.mark.parametrize("name", [*HOSTILE, "duplicate-ids"])
def test_hostile_files(client, people, name):
    xml = (CORPUS / "hostile" / f"{name}.bpmn").read_bytes()
    file = {"file": (io.BytesIO(xml), f"{name}.bpmn"), "key": name, "title": name}
    answer = client.post(URL, data=file, headers=people["as_manager"])
    assert answer.status_code in ((HOSTILE[name],) if name in HOSTILE else (201, 422))
    if answer.status_code == 201:
        assert client.get(f"{URL}/{name}/versions/1/bpmn", headers=people["as_manager"]).data == xml
        assert answer.json["live"]["runs"] or answer.json["live"]["why"]
    else:
        assert answer.json["code"] and answer.json["detail"]
