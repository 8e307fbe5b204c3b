"""Files and drafts of forms: who may send, see and refer to them, what they may be, and when they go."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.kernel.http.application import StepwellApp
from app.kernel.times import clock
from app.taskforms import actions, files
from app.taskforms.files.place import _places, of_settings
from app.taskforms.files.sniff import accepted, kind_of, plain_name
from app.taskforms.tables import Draft, FormFile
from tests.factories import accounts, catalog, models

Unit = Callable[[], AbstractContextManager[Session]]
PDF, PNG = b"%PDF-1.7 hello", b"\x89PNG\r\n\x1a\n123"
FORM = {
    "required": ["proof", "why"],
    "properties": {
        "why": {"type": "string", "title": "Why"},
        "proof": {"title": "Proof", "format": "file", "x-file": {"accept": ["application/pdf", "image/*"]}},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"what": {"type": "string"},
                  "papers": {"type": "array", "items": {"format": "file"}}}}},
    },
}  # fmt: skip


@dataclass
class World:
    """A process that asks for files, two workers with programs, and a browser of the first."""

    client: FlaskClient
    browser: FlaskClient
    headers: dict[str, dict[str, str]]

    def api(self, method: str, path: str, who: str = "ann", **sent: Any) -> TestResponse:
        answer = self.client.open(f"/api/v1{path}", method=method, headers=self.headers[who], buffered=True, **sent)
        answer.close()
        return answer

    def send(self, content: bytes = PDF, name: str = "a.pdf", who: str = "ann", task: str = "") -> TestResponse:
        path = f"/files?task={task}" if task else "/files"
        return self.api("POST", path, who, data={"file": (io.BytesIO(content), name)})

    def case(self) -> Any:
        return self.api("POST", "/processes/ask/instances", json={}).get_json()

    def complete(self, task: str, data: dict[str, Any], who: str = "ann") -> TestResponse:
        return self.api("POST", f"/tasks/{task}/complete", who, json={"data": data})


@pytest.fixture
def world(app: StepwellApp, client: FlaskClient, unit: Unit) -> World:
    with unit() as session:
        catalog.process(
            session,
            accounts.actor(session, role="manager"),
            models.with_form("Ask", json.dumps(FORM), "Look"),
            key="ask",
        )
        people = {name: accounts.person(session, name.title(), "worker") for name in ("ann", "ben")}
        people["guest"] = accounts.person(session, "Guest", "guest")
        headers = {name: accounts.bearer(session, person) for name, person in people.items()}
        return World(client, accounts.signed_in(app, session, people["ann"]), headers)


def test_a_file_is_sent_referred_to_and_taken_away(world: World) -> None:
    case = world.case()
    task = case["tasks"][0]
    assert task["form"]["schema"]["properties"]["proof"]["x-file"]
    sent = world.send(name="../My\x07 proof.exe.pdf", task=task["id"])
    assert sent.status_code == 201, sent.text
    reference = sent.get_json()
    assert reference == {"id": reference["id"], "name": "My proof.exe.pdf", "size": len(PDF), "type": "application/pdf"}
    lie = {"id": reference["id"], "name": "other", "size": 1, "type": "text/html"}
    done = world.complete(task["id"], {"why": "so", "proof": lie})
    assert done.status_code == 200, done.text
    assert done.get_json()["data"]["proof"] == reference
    got = world.api("GET", f"/files/{reference['id']}", "ben")
    assert (got.status_code, got.data) == (200, PDF)
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert world.api("GET", f"/files/{reference['id']}", "guest").status_code == 404
    with world.browser.get(f"/files/{reference['id']}") as page:
        assert page.data == PDF


def test_references_of_others_and_of_nobody_are_refused(world: World) -> None:
    first, second = world.case()["tasks"][0]["id"], world.case()["tasks"][0]["id"]
    mine = world.send(task=first).get_json()
    loose = world.send(who="ben").get_json()
    for reference in (loose, {"id": "0" * 26}, {"id": ""}, {"id": "x", "name": "y"}):
        refused = world.complete(first, {"why": "so", "proof": reference})
        assert refused.status_code == 422, refused.text
        assert list(refused.get_json()["errors"]) == ["proof"]
    refused = world.complete(second, {"why": "so", "proof": mine})
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["proof"])
    assert world.complete(first, {"why": "so", "proof": mine}).status_code == 200
    assert world.complete(second, {"why": "so", "proof": mine}).status_code == 422
    text = world.complete(second, {"why": "so", "proof": "a.pdf"})
    assert (text.status_code, list(text.get_json()["errors"])) == (422, ["proof"])
    assert world.api("GET", f"/files/{loose['id']}", "ann").status_code == 404
    assert world.api("GET", "/files/none", "ann").status_code == 404


def test_what_a_file_may_be(world: World, app: StepwellApp, unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    task = world.case()["tasks"][0]["id"]
    for content, name in ((b"MZ\x90", "a.pdf"), (b"#!/bin/sh\n", "a.txt"), (b"", "empty.pdf")):
        refused = world.send(content, name, task=task)
        assert (refused.status_code, refused.get_json()["code"]) == (422, "BAD_FILE"), refused.text
    html = world.send(b"<!doctype html><script>alert(1)</script>", "a.pdf", task=task).get_json()
    assert html["type"] == "text/html"
    wrong = world.complete(task, {"why": "so", "proof": html})
    assert (wrong.status_code, "another kind" in wrong.text) == (422, True)
    given = world.complete(task, {"why": "x", "proof": world.send(task=task).get_json(), "lines": [{"papers": [html]}]})
    assert given.status_code == 200
    assert world.api("GET", f"/files/{html['id']}").content_type == "application/octet-stream"
    with monkeypatch.context() as bounded:
        bounded.setitem(_places, app.database, replace(of_settings(app.settings), largest=1000))
        large = world.send(b"%PDF-" + b"x" * 1000, task=world.case()["tasks"][0]["id"])
    assert (large.status_code, "It is larger than" in large.text) == (422, True)
    last = world.case()["tasks"][0]["id"]
    full = world.send(task=last).get_json()["id"]
    with unit() as session:
        session.execute(update(FormFile).where(FormFile.id == full).values(size=49_999_999))
    refused = world.send(task=last)
    assert (refused.status_code, "together" in refused.text) == (422, True)


def test_refused_forms_keep_the_files_that_came_with_them(world: World, unit: Unit) -> None:
    task = world.case()["tasks"][0]["id"]
    sent = {**accounts.CSRF, "why": "", "proof": (io.BytesIO(PDF), "a.pdf"), "lines.#": ["0"], "lines.0.what": "x"}
    page = world.browser.post(f"/tasks/{task}/complete", data=sent)
    assert page.status_code == 422
    assert "“Why” is needed" in page.text
    with unit() as session:
        (row,) = session.scalars(select(FormFile)).all()
    assert f'name="proof.id" value="{row.id}"' in page.text
    bad = world.browser.post(
        f"/tasks/{task}/complete", data={**accounts.CSRF, "why": "so", "proof": (io.BytesIO(b"MZ"), "a.exe")}
    )
    assert (bad.status_code, "It is a program" in bad.text) == (422, True)
    done = world.browser.post(f"/tasks/{task}/complete", data={**accounts.CSRF, "why": "so", "proof.id": row.id})
    assert done.status_code == 303
    with unit() as session:
        kept = session.get(FormFile, row.id)
        assert kept is not None
        assert kept.attached_at is not None


def test_entries_without_scripts(world: World) -> None:
    task = world.case()["tasks"][0]["id"]
    typed = {**accounts.CSRF, "why": "so <b>", "lines.#": ["0"], "lines.0.what": "one"}
    more = world.browser.post(f"/tasks/{task}/form", data={**typed, "_add": "lines"})
    assert more.status_code == 200
    assert 'name="lines.1.what"' in more.text
    assert 'value="one"' in more.text
    assert "so &lt;b&gt;" in more.text
    less = world.browser.post(f"/tasks/{task}/form", data={**typed, "_remove": "lines.0"})
    assert 'value="one"' not in less.text
    assert 'data-at="f-lines"' in less.text


def test_drafts_are_their_authors_only_and_go_with_the_task(world: World, unit: Unit) -> None:
    task = world.case()["tasks"][0]["id"]
    assert world.api("GET", f"/tasks/{task}/draft").status_code == 404
    kept = world.api("PUT", f"/tasks/{task}/draft", json={"data": {"why": "half a sen"}})
    assert kept.status_code == 200, kept.text
    assert world.api("GET", f"/tasks/{task}/draft").get_json()["data"] == {"why": "half a sen"}
    assert world.api("GET", f"/tasks/{task}/draft", "ben").status_code == 404
    assert "half a sen" in world.browser.get(f"/tasks/{task}").text
    assert world.api("PUT", f"/tasks/{task}/draft", "guest", json={"data": {}}).status_code == 404
    assert world.api("PUT", f"/tasks/{task}/draft", json={"data": {"a": "x" * 1_100_000}}).status_code == 422
    saved = world.browser.post(f"/tasks/{task}/draft", data={**accounts.CSRF, "why": "more", "lines.#": ["0"]})
    assert saved.status_code == 303
    assert world.api("GET", f"/tasks/{task}/draft").get_json()["data"]["why"] == "more"
    scripted = world.browser.post(
        f"/tasks/{task}/draft", data={**accounts.CSRF, "why": "all"}, headers={"X-Fragment": "1"}
    )
    assert scripted.get_json()["saved_at"]
    assert world.api("DELETE", f"/tasks/{task}/draft").status_code == 204
    assert world.api("GET", f"/tasks/{task}/draft").status_code == 404
    world.api("PUT", f"/tasks/{task}/draft", "ben", json={"data": {"why": "x"}})
    proof = world.send(task=task).get_json()
    assert world.complete(task, {"why": "so", "proof": proof}).status_code == 200
    with unit() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
    assert world.api("PUT", f"/tasks/{task}/draft", json={"data": {}}).status_code == 409


def test_it_is_said_in_the_language_of_who_asks(world: World) -> None:
    task = world.case()["tasks"][0]["id"]
    world.headers["ann"]["Accept-Language"] = "de"
    refused = world.send(b"MZ\x90", task=task).get_json()
    assert refused["errors"] == {"file": "Die Datei ist ein Programm. Programme lassen sich nicht anhängen."}
    assert refused["detail"].endswith(refused["errors"]["file"])
    text = world.send(b"words", "a.txt", task=task).get_json()
    wrong = world.complete(task, {"why": "so", "proof": text}).get_json()["errors"]["proof"]
    assert wrong.startswith("„a.txt“ ist von einer Art (text/plain), die dieses Formular nicht annimmt.")
    page = world.browser.get(f"/tasks/{task}", headers={"Accept-Language": "de"}).text
    assert "PDF, Bilder" in page and "Why" in page


@pytest.mark.parametrize("odd", [{"id": []}, {"id": {}}, {"id": 5}, {}])
def test_a_draft_whose_reference_is_none_still_opens(world: World, odd: dict[str, Any]) -> None:
    task = world.case()["tasks"][0]["id"]
    kept = world.api("PUT", f"/tasks/{task}/draft", json={"data": {"proof": odd, "lines": [{"papers": [odd]}]}})
    assert kept.status_code == 200, kept.text
    assert world.browser.get(f"/tasks/{task}").status_code == 200


def test_what_nobody_needs_is_forgotten(world: World, app: StepwellApp, unit: Unit) -> None:
    task = world.case()["tasks"][0]["id"]
    proof, drafted, loose = (world.send(task=task).get_json()["id"] for _ in range(3))
    other = world.case()["tasks"][0]["id"]
    kept = world.send(task=other).get_json()["id"]
    world.api("PUT", f"/tasks/{other}/draft", json={"data": {"proof": {"id": kept}}})
    world.complete(task, {"why": "so", "proof": {"id": proof}})
    place = of_settings(app.settings)
    undone = place.keep(io.BytesIO(b"left by what was undone"))
    old = time.time() - 10 * 86_400
    for _, path in place.older_than(-60):
        os.utime(path, (old, old))
    with clock.frozen(clock.now() + timedelta(days=3)), unit() as session:
        assert actions.forget_files(session) == 3
    with unit() as session:
        assert set(session.scalars(select(FormFile.id))) == {proof, kept}
    assert not place.path(undone.kept_as).exists()
    assert drafted != loose
    assert world.api("GET", f"/files/{proof}").status_code == 200


def office(*names: str, mimetype: str = "") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "x.html", "application/pdf"), (PNG, "x.svg", "image/png"), (b"\xff\xd8\xff\xe0", "x", "image/jpeg"),
        (b"<svg onload=x>", "x.png", "image/svg+xml"), (b"a,b\n1,2\n", "x.csv", "text/csv"),
        (b"gr\xfc\xdfe", "x.txt", "text/plain"), ("grüße".encode(), "x.png", "text/plain"),
        (b"\x00\x01\x02", "x.txt", "application/octet-stream"), (b"<?xml version='1.0'?><a/>", "x", "application/xml"),
        (office("[Content_Types].xml", "word/document.xml"), "x.zip",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (office("a.txt"), "x.docx", "application/zip"), (b"PK\x03\x04broken", "x.zip", "application/octet-stream"),
        (office(mimetype="application/vnd.oasis.opendocument.text"), "x", "application/vnd.oasis.opendocument.text"),
        (b"\x7fELF", "x.png", "application/x-executable"), (b"\x89PNG\r\n\x1a\n<script>", "x.html", "image/png"),
    ],
)  # fmt: skip
def test_the_kind_is_told_by_the_content(tmp_path: Path, content: bytes, name: str, kind: str) -> None:
    (tmp_path / "file").write_bytes(content)
    assert kind_of(tmp_path / "file", name) == kind


def test_names_and_kinds_accepted() -> None:
    assert plain_name("C:\\a\\b\u202egpj.exe") == "bgpj.exe"
    assert plain_name("../../etc/passwd") == "passwd"
    assert plain_name("  . ") == plain_name(None) == "file"
    assert len(plain_name("x" * 500 + ".pdf")) <= 165
    assert accepted("image/png", ["image/*"])
    assert accepted("application/pdf", [".PDF"])
    assert not accepted("text/html", [".pdf", "image/*"])
    assert accepted("anything/else", [])


START = {"required": ["what"], "properties": {"what": {"type": "string", "title": "What is broken?"},
         "photo": {"format": "file", "title": "Photo"}, "floor": {"type": "integer", "title": "Floor"}}}  # fmt: skip


def repair() -> bytes:
    inside = f"<extensionElements><stepwell:form>{escape(json.dumps(START))}</stepwell:form></extensionElements>"
    body = (
        f'<startEvent id="begin">{inside}</startEvent>{models.task("Repair")}<endEvent id="done"/>'
        '<sequenceFlow id="a" sourceRef="begin" targetRef="Repair"/>'
        '<sequenceFlow id="b" sourceRef="Repair" targetRef="done"/>'
    )
    return models.bpmn(body)


def test_a_case_starts_with_the_form_of_its_start(world: World, client: FlaskClient, unit: Unit) -> None:
    with unit() as session:
        owner = accounts.actor(session, role="manager")
        catalog.process(session, owner, repair(), key="repair", public_start=True)
    page = world.browser.post("/processes/repair/start", data=accounts.CSRF, follow_redirects=True)
    assert "What is broken?" in page.text
    assert "Photo" in page.text
    wrong = world.browser.post("/processes/repair/start", data={**accounts.CSRF, "form": "1", "floor": "two"})
    assert (wrong.status_code, "“Floor” has to be a whole number" in wrong.text) == (422, True)
    sent = {**accounts.CSRF, "form": "1", "what": "Lamp", "photo": (io.BytesIO(PNG), "lamp.png")}
    assert world.browser.post("/processes/repair/start", data=sent).status_code == 303
    case = world.api("GET", "/instances").get_json()["items"][0]
    assert (case["data"]["what"], case["data"]["photo"]["name"]) == ("Lamp", "lamp.png")
    assert world.api("POST", "/processes/repair/instances", json={"data": {"floor": "two"}}).status_code == 422
    assert world.api("POST", "/processes/repair/instances", json={"data": {}}).status_code == 201


def test_guests_start_with_the_form_but_without_files(world: World, client: FlaskClient, unit: Unit) -> None:
    with unit() as session:
        owner = accounts.actor(session, role="manager")
        catalog.process(session, owner, repair(), key="repair", public_start=True)
    guest = client.application.test_client()
    page = guest.get("/public/repair/start")
    assert "What is broken?" in page.text
    assert "Photo" not in page.text
    with guest.session_transaction() as cookie:
        cookie["csrf"] = accounts.CSRF["csrf"]
    empty = guest.post("/public/repair/start", data={**accounts.CSRF, "floor": "3"})
    assert (empty.status_code, 'value="3"' in empty.text) == (422, True)
    sent = {**accounts.CSRF, "what": "Lamp", "photo": (io.BytesIO(PNG), "lamp.png"), "photo.id": "x"}
    assert guest.post("/public/repair/start", data=sent).status_code == 303
    with unit() as session:
        assert session.scalar(select(func.count()).select_from(FormFile)) == 0
    large = {"data": bytes(3_000_000), "content_type": "multipart/form-data; boundary=b"}
    assert guest.post("/public/repair/start", **large).status_code == 413
    client.application.settings = replace(client.application.settings, guest_files=True)
    sent = {**accounts.CSRF, "what": "Lamp", "photo": (io.BytesIO(PNG), "lamp.png")}
    assert guest.post("/public/repair/start", data=sent).status_code == 303
    with unit() as session:
        (row,) = session.scalars(select(FormFile)).all()
        assert row.attached_at is not None
    assert guest.get(f"/files/{row.id}").status_code in (401, 303, 302)
    assert files.REFUSED
