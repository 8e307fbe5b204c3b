"""Structured logs: one line an event, text for people or JSON for collectors, secrets left out."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

import orjson

SECRET = ("password", "token", "secret", "authorization", "cookie", "csrf")


class _Log:
    """structlog's logger, imported with the first line that is written: most commands write none."""

    def __getattr__(self, name: str) -> Any:
        import structlog

        return getattr(structlog.get_logger(), name)


log: Any = _Log()


def configure(form: str = "text") -> None:
    """Write logs to standard error, as `text` (aligned on a terminal, logfmt in a file) or `json`."""
    import structlog

    last: Any = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    if form == "text" and not sys.stderr.isatty():
        last = structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], drop_missing=True)
    elif form == "json":
        last = structlog.processors.JSONRenderer(lambda line, **_: orjson.dumps(line, default=str).decode())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_secrets,
            _printable,
            *([] if isinstance(last, structlog.dev.ConsoleRenderer) else [structlog.processors.format_exc_info]),
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(20),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _without_secrets(logger: Any, name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in line:
        if _is_secret(key):
            line[key] = "…"
    return line


def _printable(logger: Any, name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Write what cannot be printed as an escape, so that nobody forges lines or moves an operator's cursor."""
    for key, value in line.items():
        if isinstance(value, str) and not value.isprintable():
            line[key] = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value)
    return line


@lru_cache(maxsize=1024)
def _is_secret(key: str) -> bool:
    return any(word in key.lower() for word in SECRET)
