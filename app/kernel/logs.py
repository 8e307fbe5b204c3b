"""Structured logs: one line an event, text for people or JSON for collectors, secrets left out."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET = ("password", "token", "secret", "authorization", "cookie", "csrf")


def configure(form: str = "text") -> None:
    """Write logs to standard error, as `text` or `json`."""
    last: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_secrets,
            *([structlog.processors.format_exc_info] if form == "json" else []),
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(20),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _without_secrets(logger: Any, name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in line:
        if any(word in key.lower() for word in SECRET):
            line[key] = "…"
    return line
