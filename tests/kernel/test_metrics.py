"""Figures at /metrics: who may read them, what they say, what a scrape costs; the dashboard names what is there."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.orm import Session

from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.observability.metrics import worker
from tests.factories import accounts, models
from tests.support.awaiting import BOUND
from tests.support.counting import count_statements

Unit = Callable[[], AbstractContextManager[Session]]
THERE = {"environ_base": {"REMOTE_ADDR": "203.0.113.7"}}
DASHBOARD = Path(__file__).parents[2] / "docs" / "ops" / "grafana.json"


def figures(text: str) -> dict[str, float]:
    """Give every sample by its name and labels."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{k}={v}" for k, v in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


@pytest.fixture
def busy(client: FlaskClient, unit: Unit) -> dict[str, str]:
    """A case that has completed one task of two, and the headers of who did it."""
    with unit() as session:
        headers = accounts.bearer(session, accounts.person(session, "Ann", "manager"))
    api = "/api/v1"
    client.post(
        f"{api}/processes", json={"key": "k", "title": "K", "bpmn": models.linear("A", "B").decode()}, headers=headers
    )
    case = client.post(f"{api}/processes/k/instances", json={}, headers=headers).get_json()
    assert client.post(f"{api}/tasks/{case['tasks'][0]['id']}/complete", json={}, headers=headers).status_code == 200
    return headers


def test_it_counts_what_happened(client: FlaskClient, busy: dict[str, str]) -> None:
    before = figures(client.get("/metrics").text)
    case = client.post("/api/v1/processes/k/instances", json={}, headers=busy).get_json()
    for _ in range(2):
        case = client.post(f"/api/v1/tasks/{case['tasks'][0]['id']}/complete", json={}, headers=busy).get_json()
    assert case["state"] == "completed"
    client.get("/api/v1/tasks/nothing", headers=busy)
    after = figures(client.get("/metrics").text)

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    completing = "route=/api/v1/tasks/<task_id>/complete"
    assert more("stepwell_instances_started_total") == 1
    assert more("stepwell_instances_ended_total{state=completed}") == 1
    assert more("stepwell_tasks_completed_total") == 2
    assert more(f"stepwell_requests_total{{method=POST,{completing},status=200}}") == 2
    assert more("stepwell_requests_total{method=GET,route=/api/v1/tasks/<task_id>,status=404}") == 1
    assert more(f"stepwell_request_seconds_count{{method=POST,{completing}}}") == 2
    assert after["stepwell_open_tasks{kind=work}"] == before["stepwell_open_tasks{kind=work}"] == 1
    assert after["stepwell_instances{state=running}"] == 1
    assert after["stepwell_database_up"] == 1
    assert "nothing" not in client.get("/metrics").text


def test_addresses_and_methods_that_anybody_makes_up_are_not_kept(client: FlaskClient) -> None:
    for number in range(3):
        client.open(f"/made-up/{number}", method="GET")
        client.open("/healthz", method=f"MADEUP{number}")
    text = client.get("/metrics").text
    assert "made-up" not in text and "MADEUP" not in text


def test_only_this_machine_and_administrators_see_them(client: FlaskClient, unit: Unit, app: StepwellApp) -> None:
    with unit() as session:
        unit_of = accounts.unit(session, "North")
        who = {
            "admin": accounts.person(session, "Ada", "admin"),
            "ops": accounts.person(session, "Oz", "ops"),
            "part": accounts.person(session, "Pia", "admin", unit_of),
        }
        headers = {name: accounts.bearer(session, person) for name, person in who.items()}
        browser = accounts.signed_in(app, session, who["admin"])
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", **THERE).status_code == 404
    for name in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
        assert client.get("/metrics", headers={name: "127.0.0.1"}).status_code == 404, name
    assert browser.get("/metrics", **THERE).status_code == 200
    allowed = {name: client.get("/metrics", headers=h, **THERE).status_code for name, h in headers.items()}
    assert allowed == {"admin": 200, "ops": 404, "part": 404}


def test_a_scrape_is_cheap(client: FlaskClient, database: Database, busy: dict[str, str]) -> None:
    with count_statements(database) as counted:
        client.get("/metrics")
    assert len(counted) <= 15, str(counted)
    assert not [s for s in counted.statements if not s.lstrip().startswith("SELECT")], str(counted)


def test_without_a_database_it_says_so(client: FlaskClient, app: StepwellApp, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Database("postgresql://nobody:x@127.0.0.1:1/none")
    monkeypatch.setattr(app.extensions["stepwell_metrics_now"], "_database", away)
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert figures(answer.text)["stepwell_database_up"] == 0


def expressions(thing: object) -> Iterator[str]:
    """Give every query of a dashboard."""
    if isinstance(thing, dict):
        if isinstance(thing.get("expr"), str):
            yield thing["expr"]
        for inner in thing.values():
            yield from expressions(inner)
    elif isinstance(thing, list):
        for inner in thing:
            yield from expressions(inner)


def test_the_dashboard_names_only_what_there_is(client: FlaskClient, busy: dict[str, str]) -> None:
    known = {
        f"{family.name}{ending}"
        for family in text_string_to_metric_families(client.get("/metrics").text)
        for ending in ("", "_total", "_bucket", "_count", "_sum")
    }
    asked = list(expressions(json.loads(DASHBOARD.read_text())))
    named = {name for query in asked for name in re.findall(r"\b(?:stepwell|process|python)_[a-z_]+", query)}
    assert len(asked) >= 10 and named <= known, named - known


def test_a_worker_has_figures_of_its_own(database: Database, busy: dict[str, str]) -> None:
    port, end = worker.serve(database, 0)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=BOUND) as answer:
            text = answer.read().decode()
    finally:
        end()
    assert "stepwell_database_up 1.0" in text and "stepwell_jobs_oldest_seconds" in text
    assert "process_cpu_seconds_total" in text
