"""OpenTelemetry: a request, its statements and its jobs are spans of one tree; nothing is loaded where it is off."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy.orm import Session

from app import create_app
from app.kernel import jobs
from app.kernel.db.database import Database
from app.kernel.http.application import StepwellApp
from app.kernel.jobs import registry
from app.kernel.observability import tracing
from app.kernel.settings import Settings
from tests.factories import accounts, models

Unit = Callable[[], AbstractContextManager[Session]]
CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def app(settings: Settings, database: Database) -> StepwellApp:
    """An application of its own: tracing adds to what each request does."""
    return create_app(settings, database)


@pytest.fixture
def kept(app: StepwellApp) -> Iterator[InMemorySpanExporter]:
    """What the application would send to a collector."""
    exporter, before = InMemorySpanExporter(), dict(registry._tasks)
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.trace(app, provider)
    yield exporter
    registry._tasks.clear()
    registry._tasks.update(before)
    provider.shutdown()


def named(kept: InMemorySpanExporter, name: str) -> list[ReadableSpan]:
    return [span for span in kept.get_finished_spans() if span.name == name]


def test_a_request_and_its_statements(client: FlaskClient, unit: Unit, kept: InMemorySpanExporter) -> None:
    with unit() as session:
        headers = accounts.bearer(session, accounts.person(session, "Ann", "manager"))
    assert kept.get_finished_spans() == ()
    body = {"key": "k", "title": "K", "bpmn": models.linear("A").decode()}
    assert client.post("/api/v1/processes", json=body, headers={**headers, "traceparent": CALLER}).status_code == 201
    [span] = named(kept, "POST /api/v1/processes")
    assert span.parent is not None and format(span.parent.span_id, "016x") == "b7ad6b7169203331"
    assert span.attributes is not None and span.attributes["http.response.status_code"] == 201
    inserts = named(kept, "INSERT")
    assert inserts and all(one.parent and one.parent.span_id == span.context.span_id for one in inserts)
    assert not any("ann" in str(one.attributes).lower() for one in inserts), "values of statements were sent"


def test_an_error_and_the_next_request(client: FlaskClient, kept: InMemorySpanExporter) -> None:
    assert client.get("/api/v1/processes/none").status_code == 401
    assert client.get("/healthz").status_code == 200
    spans = [span for span in kept.get_finished_spans() if span.parent is None]
    assert [span.name for span in spans] == ["GET /api/v1/processes/<key>", "GET /healthz"]


def test_a_job(app: StepwellApp, database: Database, unit: Unit) -> None:
    def note(session: Session) -> None:
        session.connection()

    jobs.task("test.traced")(note)
    exporter, before = InMemorySpanExporter(), dict(registry._tasks)
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    try:
        tracing.trace(app, provider)
        with unit() as session:
            jobs.defer(session, "test.traced")
        jobs.drain(database)
        assert len(named(exporter, "job test.traced")) == 1
    finally:
        registry._tasks.clear()
        registry._tasks.update(before)
        registry.forget("test.traced")
        provider.shutdown()


def test_it_costs_nothing_where_it_is_not_set() -> None:
    code = (
        "import sys; from app import create_app; from app.kernel.settings import Settings; "
        "from app.kernel.db.database import Database; "
        "create_app(Settings(secret_key='x' * 40), Database('sqlite://')); "
        "print(any(name.startswith('opentelemetry') for name in sys.modules))"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=kept)
    assert done.stdout.strip().splitlines()[-1] == "False", done.stderr
