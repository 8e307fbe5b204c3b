"""Structured logs: one line an event, text for people or JSON for collectors, secrets left out."""

from __future__ import annotations

import json
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, TextIO, cast

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
        last = structlog.processors.JSONRenderer(_json)
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
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, _Lenient(sys.stderr))),
        cache_logger_on_first_use=False,
    )


class _Lenient:
    """A file for logs that loses a line where there is no room for it: nothing that is done may fail for its log."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write a line if it can be written, halves of characters as escapes."""
        with suppress(OSError):
            try:
                self._file.write(text)
            except UnicodeEncodeError:
                self._file.write(text.encode("ascii", "backslashreplace").decode())

    def flush(self) -> None:
        """Pass on what was written if it can be."""
        with suppress(OSError):
            self._file.flush()


def _json(line: MutableMapping[str, Any], **how: Any) -> str:
    """Write a line as JSON, whatever is in it: halves of characters, too, which come with what programs send."""
    try:
        return orjson.dumps(line, default=str).decode()
    except TypeError:
        return json.dumps(line, default=str, skipkeys=True)


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
