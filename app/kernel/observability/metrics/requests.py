"""What was asked of this process: how often, with which answers, how long it took."""

from __future__ import annotations

import time

from flask import Response, g, request
from prometheus_client import Histogram

from app.kernel.http.application import StepwellApp
from app.kernel.observability.metrics.port import REGISTRY, counter

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
ASKED = counter("stepwell_requests", "Requests by route, method and status", "route", "method", "status")
TOOK = Histogram(
    "stepwell_request_seconds",
    "Seconds until the answer began",
    ("route", "method"),
    registry=REGISTRY,
    buckets=BUCKETS,
)


def register(app: StepwellApp) -> None:
    """Count every request by the template of its address, never by the address itself."""
    app.after_request(_count)


def _count(answer: Response) -> Response:
    route = request.url_rule.rule if request.url_rule is not None else "none"
    method = request.method if request.method in METHODS else "other"
    ASKED.labels(route, method, str(answer.status_code)).inc()
    if (began := g.get("began")) is not None:
        TOOK.labels(route, method).observe(time.perf_counter() - began)
    return answer
