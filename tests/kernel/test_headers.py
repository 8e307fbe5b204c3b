"""Headers that keep pages safe stand on every answer; only our own scripts, styles and fonts go without some."""

from __future__ import annotations

import pytest
from flask import Response
from flask.testing import FlaskClient

from app.kernel.http.application import StepwellApp
from app.kernel.http.csrf_and_headers import BARE, HEADERS, OF_DOCUMENTS
from app.sign_in.authenticate import open_to_all

pytestmark = pytest.mark.databases("sqlite")
OURS = ("app.js", "app.css", "figtree-latin-wght-normal-SOXVSX3R.woff2")


def given(client: FlaskClient, path: str) -> dict[str, str]:
    """Give those of the headers that an answer has."""
    with client.get(path) as answer:
        assert answer.status_code == 200, path
        return {name: answer.headers[name] for name in HEADERS if name in answer.headers}


def test_our_scripts_styles_and_fonts_go_without_what_only_documents_obey(client: FlaskClient) -> None:
    for name in OURS:
        assert given(client, f"/static/dist/{name}") == {k: v for k, v in HEADERS.items() if k not in OF_DOCUMENTS}


def test_all_else_that_is_ours_has_every_header(client: FlaskClient) -> None:
    for path in (
        "/static/dist/stepwell.svg",
        "/static/dist/sample-before.bpmn",
        "/static/dist/worker.js",
        "/worker.js",
    ):
        assert given(client, path) == HEADERS, path


@pytest.mark.parametrize("kind", sorted(BARE))
def test_what_people_gave_has_every_header_whatever_its_type(client: FlaskClient, app: StepwellApp, kind: str) -> None:
    app.view_functions["installable.offline"] = open_to_all(lambda: Response("body{}", mimetype=kind))
    assert given(client, "/offline") == HEADERS
