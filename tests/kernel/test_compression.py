"""Text travels compressed, where who asks can read it; nothing else changes for them, and lengths tell no secret."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path
from typing import Any

import brotli
import pytest
from flask import Flask, Response, url_for
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.kernel.delivery import codings, compression, static_files
from app.kernel.delivery.codings import Coding
from app.kernel.http.application import StepwellApp
from tests.factories import accounts, catalog

Unit = Callable[[], AbstractContextManager[Session]]
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
CODED = [("br", BROWSER), ("gzip", {"Accept-Encoding": "gzip, deflate"})]
UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress}
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def browser(app: StepwellApp, unit: Unit) -> FlaskClient:
    with unit() as session:
        catalog.process(session, accounts.actor(session, role="manager"), key="offer", title="Send an offer")
        return accounts.signed_in(app, session, accounts.person(session, "Wilma Worker"))


@pytest.fixture
def program(app: StepwellApp, unit: Unit) -> FlaskClient:
    with unit() as session:
        catalog.process(session, accounts.actor(session, role="manager"), key="offer", title="Send an offer")
        token = accounts.token(session, accounts.person(session, "Petra Program", "ops"))
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def file(browser: FlaskClient, where: str, **headers: str) -> Any:
    return browser.get(where, headers=headers, buffered=True)


@pytest.mark.parametrize(("coding", "asking"), CODED)
def test_a_page_travels_compressed_and_reads_the_same(
    browser: FlaskClient, coding: str, asking: dict[str, str]
) -> None:
    plain, packed = browser.get("/processes"), browser.get("/processes", headers=asking)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == coding
    assert packed.content_length == len(packed.data) < len(plain.data) / 2
    hidden = re.compile(r'(name="(csrf|_once)" value|name="csrf-token" content|data-live-mark)="[^"]*"')
    assert hidden.sub("", UNPACKED[coding](packed.data).decode()) == hidden.sub("", plain.text)
    assert all("accept-encoding" in answer.vary for answer in (plain, packed))


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("br", "br"), ("gzip, br", "br"), ("*", "br"), ("gzip;q=0.8, br;q=0.8", "br"), ("gzip;q=0.5, *;q=0.8", "br"),
        ("gzip", "gzip"), ("gzip;q=1.0, br;q=0.9", "gzip"), ("*, br;q=0", "gzip"), ("identity;q=0.5, gzip", "gzip"),
    ],
)  # fmt: skip
def test_it_comes_in_the_coding_that_is_liked_best(browser: FlaskClient, accepted: str, coding: str) -> None:
    answer = browser.get("/processes", headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == coding and b"<html" in UNPACKED[coding](answer.data)


@pytest.mark.parametrize(
    "accepted", ["", "identity", "gzip;q=0, deflate", "zstd", "br;q=0.5, identity", "*;q=0", "b r"]
)
def test_who_cannot_read_it_gets_it_as_it_is(browser: FlaskClient, accepted: str) -> None:
    answer = browser.get("/processes", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers and "<html" in answer.text


def test_short_answers_and_files_that_are_packed_already_stay_as_they_are(browser: FlaskClient) -> None:
    assert "Content-Encoding" not in browser.get("/healthz", headers=BROWSER).headers
    fonts = re.findall(r"figtree[\w-]+\.woff2", file(browser, "/static/dist/app.css").text)
    answer = file(browser, f"/static/dist/{fonts[0]}", **BROWSER)
    assert answer.status_code == 200 and "Content-Encoding" not in answer.headers


def test_what_streams_is_not_held_back_and_what_must_not_change_does_not() -> None:
    app = Flask("small")
    compression.register(app)  # type: ignore[arg-type]
    text = b"word " * 900
    app.add_url_rule("/stream", "stream", lambda: Response((text for _ in range(2)), mimetype="text/plain"))
    app.add_url_rule("/events", "events", lambda: Response(text, mimetype="text/event-stream"))
    same = {"Cache-Control": "no-transform"}
    app.add_url_rule("/same", "same", lambda: Response(text, mimetype="text/plain", headers=same))
    app.add_url_rule("/picture", "picture", lambda: Response(text, mimetype="image/png"))
    app.add_url_rule("/text", "text", lambda: Response(text, mimetype="text/plain"))
    client = app.test_client()
    found = {name: client.get(f"/{name}", headers=BROWSER) for name in ("stream", "events", "same", "picture", "text")}
    assert [name for name, answer in found.items() if "Content-Encoding" in answer.headers] == ["text"]
    head = client.head("/text", headers=BROWSER)
    assert (head.headers["Content-Encoding"], head.data) == ("br", b"")


def test_a_tag_of_a_compressed_answer_is_another_one_and_is_understood(program: FlaskClient) -> None:
    for where in ("/api/v1/processes/offer", "/api/v1/processes/offer/policy"):
        plain, *packed = (program.get(where, headers=asking) for asking in ({}, *(asking for _, asking in CODED)))
        tags = [plain.headers["ETag"], *(one.headers["ETag"] for one in packed if "Content-Encoding" in one.headers)]
        assert len(set(tags)) == len(tags)
        for known in tags:
            again = program.get(where, headers={**BROWSER, "If-None-Match": known})
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", known)


@pytest.mark.parametrize(("coding", "asking"), CODED)
def test_who_has_it_in_several_forms_is_told_which_one_holds(
    browser: FlaskClient, coding: str, asking: dict[str, str]
) -> None:
    tag = file(browser, "/static/dist/app.css").headers["ETag"]
    known = ", ".join(f'{tag[:-1]}{suffix}"' for suffix in ("", "-gzip", "-br"))
    again = file(browser, "/static/dist/app.css", **asking, **{"If-None-Match": known})
    assert (again.status_code, again.headers["ETag"]) == (304, f'{tag[:-1]}-{coding}"')


def test_a_part_of_a_file_is_a_part_of_the_file_itself(browser: FlaskClient) -> None:
    whole = file(browser, "/static/dist/app.css")
    packed = file(browser, "/static/dist/app.css", **BROWSER)
    asked = {**BROWSER, "Range": "bytes=100-199"}
    part = file(browser, "/static/dist/app.css", **asked, **{"If-Range": whole.headers["ETag"]})
    assert (part.status_code, part.data, part.headers["ETag"]) == (206, whole.data[100:200], whole.headers["ETag"])
    other = file(browser, "/static/dist/app.css", **asked, **{"If-Range": packed.headers["ETag"]})
    assert (other.status_code, brotli.decompress(other.data)) == (200, whole.data)


@pytest.mark.parametrize(("coding", "asking"), CODED)
def test_what_was_seen_compressed_can_be_changed(program: FlaskClient, coding: str, asking: dict[str, str]) -> None:
    started = program.post("/api/v1/processes/offer/instances", json={"data": {"why": "because " * 400}}).json
    where = f"/api/v1/instances/{started['id']}"
    seen = program.get(where, headers=asking)
    assert seen.headers["Content-Encoding"] == coding and seen.headers["ETag"].endswith(f'-{coding}"')
    other = program.post(f"{where}/cancel", json={"reason": "Not needed."}, headers={"If-Match": f'"another-{coding}"'})
    assert other.status_code == 412
    assert (
        program.post(
            f"{where}/cancel", json={"reason": "Not needed."}, headers={"If-Match": seen.headers["ETag"]}
        ).status_code
        == 200
    )


def test_files_are_kept_for_a_year_under_an_address_that_says_what_is_in_them(browser: FlaskClient) -> None:
    page = browser.get("/processes").text
    address = re.findall(r'src="(/static/dist/app\.js\?v=[0-9a-f]{8})"', page)[0]
    for coding, asking in CODED:
        packed = file(browser, address, **asking)
        assert packed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert UNPACKED[coding](packed.data) == file(browser, address).data
        assert file(browser, address, **asking, **{"If-None-Match": packed.headers["ETag"]}).status_code == 304
    for other in ("/static/dist/app.js", "/static/dist/app.js?v=00000000"):
        assert file(browser, other).headers["Cache-Control"] == "public, max-age=3600"
    chunk = re.findall(r"chunk-[A-Z0-9]{8}\.js", file(browser, address).text)[0]
    assert "immutable" in file(browser, f"/static/dist/{chunk}").headers["Cache-Control"]


def test_a_file_that_changes_has_another_address_at_once(
    app: StepwellApp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(app, "static_folder", str(tmp_path))
    file_in_it = tmp_path / "made.css"

    def address() -> str:
        with app.test_request_context():
            return url_for("static", filename=file_in_it.name)

    assert address() == "/static/made.css"
    addresses = []
    for text in ("a", "b { }"):
        file_in_it.write_text(text)
        addresses.append(address())
    assert [len(one) for one in addresses] == [len("/static/made.css?v=") + 8] * 2 and addresses[0] != addresses[1]
    file_in_it.unlink()
    assert address() == "/static/made.css"


def test_the_address_of_a_file_is_found_once_a_request(app: StepwellApp, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = count(1)
    monkeypatch.setattr(static_files, "url_for", lambda _, filename: f"/{next(asked)}/{filename}")
    for expected in ("/1/icons.svg", "/2/icons.svg"):
        with app.test_request_context():
            assert [static_files.static_address("icons.svg") for _ in range(3)] == [expected] * 3


@pytest.mark.parametrize("name", ["../wiring.py", "dist/../../wiring.py", "dist", "nothing.js", "a\\..\\b.css"])
def test_no_other_file_is_given(browser: FlaskClient, name: str) -> None:
    assert browser.get(f"/static/{name}", headers=BROWSER).status_code == 404


def test_the_token_of_forms_is_masked_anew_for_each_page_and_fits_each_time(browser: FlaskClient) -> None:
    pages = [browser.get("/processes/offer").text for _ in range(3)]
    tokens = [set(TOKEN.findall(page)) for page in pages]
    assert [len(one) for one in tokens] == [1, 1, 1]
    assert len(set.union(*tokens)) == 3
    with browser.session_transaction() as cookie:
        assert all(cookie["csrf"] not in page for page in pages)
    for (token,) in tokens:
        sent = browser.post("/processes/offer/discussion", data={"csrf": token, "text": f"Why {token}?"})
        assert sent.status_code == 303


@pytest.mark.parametrize("forged", ["", "A", "AAAA", "é", "A" * 64, "not base64!", "=" * 8])
def test_any_other_token_is_refused(browser: FlaskClient, forged: str) -> None:
    browser.get("/processes/offer")
    sent = browser.post("/processes/offer/discussion", data={"csrf": forged, "text": "Why?"})
    assert sent.status_code == 403


@pytest.mark.parametrize(("_", "asking"), CODED)
def test_lengths_of_equal_pages_differ(browser: FlaskClient, _: str, asking: dict[str, str]) -> None:
    assert len({browser.get("/processes", headers=asking).content_length for _ in range(12)}) > 1


@pytest.mark.parametrize("coding", codings.CODINGS, ids=lambda one: one.name)
@pytest.mark.parametrize("body", [b"", b"a", b"<p>word</p>" * 5_000, os.urandom(70_000)], ids=len)
def test_what_is_packed_reads_the_same_however_it_is_padded(coding: Coding, body: bytes) -> None:
    packed = [coding.page(body) for _ in range(300)]
    assert {UNPACKED[coding.name](one) for one in packed} == {body}
    lengths = {len(one) for one in packed}
    assert max(lengths) - min(lengths) in range(50, codings.MOST_PADDING)
    assert UNPACKED[coding.name](coding.answer(body)) == UNPACKED[coding.name](coding.file(body)) == body
