"""Traces for OpenTelemetry: requests, SQL statements and jobs as spans, where a collector is set; else nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import Response, g, request
from sqlalchemy import event

from app.kernel.http.application import StepwellApp
from app.kernel.jobs import registry
from app.kernel.settings import BadSettings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
LONGEST = 2000


def register(app: StepwellApp) -> None:
    """Send traces to the collector that OpenTelemetry's own environment variables name, if they name one."""
    if not any(os.environ.get(name) for name in ENDPOINTS):
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        words = (
            "Expected OpenTelemetry, since a collector is set, but it is not installed. pip install 'stepwell[otel]'"
        )
        raise BadSettings(words) from error
    service = os.environ.get("OTEL_SERVICE_NAME", "stepwell")
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    app.closing.append(provider.shutdown)
    trace(app, provider)


def trace(app: StepwellApp, provider: TracerProvider) -> None:
    """Make spans of this application's requests and statements, and of all jobs; call it once, in the end."""
    tracer = provider.get_tracer("stepwell")
    _requests(app, tracer)
    _statements(app.database.engine, tracer)
    for task in registry.all_tasks():
        registry._tasks[task.name] = replace(task, function=_job(task.name, task.function, tracer))


def _requests(app: StepwellApp, tracer: Tracer) -> None:
    from opentelemetry import context, propagate
    from opentelemetry.trace import SpanKind, set_span_in_context
    from opentelemetry.trace.status import StatusCode

    def begin() -> None:
        route = request.url_rule.rule if request.url_rule is not None else "none"
        given = {"http.request.method": request.method, "http.route": route}
        before = propagate.extract({name.lower(): value for name, value in request.headers})
        span = tracer.start_span(f"{request.method} {route}", before, SpanKind.SERVER, given)
        g.span, g.span_context = span, context.attach(set_span_in_context(span, before))

    def answered(answer: Response) -> Response:
        if (span := g.get("span")) is not None:
            span.set_attribute("http.response.status_code", answer.status_code)
            if answer.status_code >= 500:
                span.set_status(StatusCode.ERROR)
        return answer

    def end(error: BaseException | None) -> None:
        if (span := g.pop("span", None)) is not None:
            span.end()
            context.detach(g.pop("span_context"))

    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    app.after_request(answered)
    app.teardown_request(end)


def _statements(engine: Any, tracer: Tracer) -> None:
    """Statements outside of a request or job, such as a worker's looking for work, make no span."""
    from opentelemetry.trace import SpanKind, get_current_span
    from opentelemetry.trace.status import StatusCode

    def before(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if get_current_span().is_recording():
            words = statement.split(None, 1)
            given = {"db.system": engine.dialect.name, "db.query.text": statement[:LONGEST]}
            name = words[0] if words else "SQL"
            connection.info.setdefault("spans", []).append(tracer.start_span(name, None, SpanKind.CLIENT, given))

    def after(connection: Any, *rest: Any) -> None:
        if spans := connection.info.get("spans"):
            spans.pop().end()

    def failed(trouble: Any) -> None:
        spans: list[Span] = trouble.connection.info.get("spans", []) if trouble.connection is not None else []
        if spans:
            span = spans.pop()
            span.set_status(StatusCode.ERROR)
            span.end()

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    event.listen(engine, "handle_error", failed)


def _job(name: str, function: Callable[..., None], tracer: Tracer) -> Callable[..., None]:
    @wraps(function)
    def traced(*given: Any, **args: Any) -> None:
        with tracer.start_as_current_span(f"job {name}"):
            function(*given, **args)

    return traced
