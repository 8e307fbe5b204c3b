"""The manifest and the worker: the same for everybody, named by what they keep, and taken away where it is off."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from flask.testing import FlaskClient

from app.kernel.http.application import StepwellApp


def test_the_manifest_names_the_house_and_icons_that_are_there(client: FlaskClient, app: StepwellApp) -> None:
    answer = client.get("/manifest.webmanifest")
    said = answer.get_json(force=True)
    assert answer.mimetype == "application/manifest+json"
    assert said["name"] == app.settings.organisation
    assert {icon["purpose"] for icon in said["icons"]} == {"any", "maskable"}
    for icon in said["icons"]:
        with client.get(icon["src"]) as got:
            assert (got.status_code, got.mimetype) == (200, icon["type"])


def test_the_worker_keeps_files_named_by_their_content_and_nothing_of_anybody(client: FlaskClient) -> None:
    answer = client.get("/worker.js")
    found = re.match(r"globalThis.stepwell = (.*);\n", answer.text)
    assert found
    kept = json.loads(found[1])
    assert client.get("/worker.js").text == answer.text
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    assert 3 < len(kept["files"]) < 10
    for path in kept["files"]:
        with client.get(path) as got:
            assert "immutable" in got.headers["Cache-Control"], path
    assert "There is no connection" in client.get(kept["page"]).text


def test_switched_off_pages_name_no_worker_and_the_old_one_goes(client: FlaskClient, app: StepwellApp) -> None:
    assert 'data-worker="/worker.js"' in client.get("/offline").text
    app.settings = replace(app.settings, offline=False)
    assert "data-worker" not in client.get("/offline").text
    assert "unregister" in client.get("/worker.js").text
