"""Text travels compressed: gzip (RFC 1952), which each browser and proxy knows, and the standard library brings.

A compressed answer is another representation (RFC 9110, 8.8.3), so its `ETag` is another one, and what a browser or
program sends back is understood in either form. What an attacker could learn from lengths (BREACH) is kept from them:
form tokens are masked anew for each page, and pages are as many bytes longer as a throw says.
"""

from __future__ import annotations

import gzip
import secrets
from typing import TYPE_CHECKING, Any

from flask import Response, request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.kernel.http.application import StepwellApp

LEAST_BYTES = 1_000
LEVEL = 5
MOST_PADDING = 100
TEXTS = frozenset(
    f"application/{name}"
    for name in ("javascript", "json", "problem+json", "manifest+json", "openapi+json", "xml", "bpmn+xml", "dmn+xml")
) | {"image/svg+xml"}
SUFFIX = "-gzip"
_HEAD = 10
_HAS = "stepwell.has_compressed"


def register(app: StepwellApp) -> None:
    """Compress answers after all else was done with them, and read tags of compressed ones as they were given."""
    app.wsgi_app = _plain_tags(app.wsgi_app)  # type: ignore[method-assign]
    app.after_request(_compressed)


def is_text(answer: Response) -> bool:
    """Whether an answer holds what compressing makes shorter."""
    kind = answer.mimetype or ""
    return kind in TEXTS or (kind.startswith("text/") and kind != "text/event-stream")


def wanted() -> bool:
    """Whether who asks can read gzip."""
    return request.accept_encodings.quality("gzip") > 0


def mark(answer: Response) -> None:
    """Say that an answer is compressed, under a tag of its own."""
    answer.headers["Content-Encoding"] = "gzip"
    _retag(answer)


def _retag(answer: Response) -> None:
    tag, weak = answer.get_etag()
    if tag and not tag.endswith(SUFFIX):
        answer.set_etag(tag + SUFFIX, bool(weak))


def _compressed(answer: Response) -> Response:
    if not is_text(answer):
        return answer
    answer.vary.add("Accept-Encoding")
    if not wanted() or "Content-Encoding" in answer.headers or answer.cache_control.no_transform:
        return answer
    if answer.status_code == 304:
        if request.environ.get(_HAS):
            _retag(answer)
    elif answer.status_code != 206 and not answer.is_streamed and not answer.direct_passthrough:
        body = answer.get_data()
        if len(body) >= LEAST_BYTES:
            packed = gzip.compress(body, LEVEL, mtime=0)
            answer.set_data(_padded(packed) if answer.mimetype == "text/html" else packed)
            mark(answer)
    return answer


def _padded(packed: bytes) -> bytes:
    """Give a gzip file a name of random length, which each reader passes over."""
    head = bytearray(packed[:_HEAD])
    head[3] = 8  # FNAME: a name follows the head, ended by a zero (RFC 1952, 2.3.1)
    return bytes(head) + b"-" * secrets.randbelow(MOST_PADDING) + b"\0" + packed[_HEAD:]


def _plain_tags(inner: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    def outer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        for name in ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"):
            if f'{SUFFIX}"' in environ.get(name, ""):
                environ[name], environ[_HAS] = environ[name].replace(f'{SUFFIX}"', '"'), True
        return inner(environ, start)

    return outer
