"""A line in the log for each request, and an id that goes through all lines of it."""

from __future__ import annotations

import time

import structlog
from flask import Response, g, request

from app.kernel.http.application import StepwellApp, current_actor
from app.kernel.ids import new_id
from app.kernel.observability.logs import log

SECRETS = ("token", "receipt")
QUIET = ("static", "healthz", "readyz")


def register(app: StepwellApp) -> None:
    """Log every request but those for files and health, with who asked and how long it took."""
    app.before_request(_begin)
    app.after_request(_end)


def plain_path() -> str:
    """Give the path of the request without what opens something to whoever knows it."""
    path = request.path
    for name in SECRETS:
        if secret := (request.view_args or {}).get(name):
            path = path.replace(str(secret), "…")
    return path


def _begin() -> None:
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=new_id())


def _end(answer: Response) -> Response:
    if request.endpoint not in QUIET:
        took = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
        log.info(
            "request",
            method=request.method,
            path=plain_path(),
            status=answer.status_code,
            ms=took,
            actor=current_actor().id,
        )
    return answer
