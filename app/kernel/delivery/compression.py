"""Text travels compressed, in the coding that who asks likes best.

A compressed answer is another representation (RFC 9110, 8.8.3), so its `ETag` is another one, and what a browser or
program sends back is understood in each form. What an attacker could learn from lengths (BREACH) is kept from them:
form tokens are masked anew for each page, and pages are as many bytes longer as a throw says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, request

from app.kernel.delivery import codings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.kernel.delivery.codings import Coding
    from app.kernel.http.application import StepwellApp

LEAST_BYTES = 1_000
TEXTS = frozenset(
    f"application/{name}"
    for name in ("javascript", "json", "problem+json", "manifest+json", "openapi+json", "xml", "bpmn+xml", "dmn+xml")
) | {"image/svg+xml"}
_HAS = "stepwell.has_compressed"


def register(app: StepwellApp) -> None:
    """Compress answers after all else was done with them, and read tags of compressed ones as they were given."""
    app.wsgi_app = _plain_tags(app.wsgi_app)  # type: ignore[method-assign]
    app.after_request(_compressed)


def is_text(answer: Response) -> bool:
    """Whether an answer holds what compressing makes shorter."""
    kind = answer.mimetype or ""
    return kind in TEXTS or (kind.startswith("text/") and kind != "text/event-stream")


def wanted() -> Coding | None:
    """Give the coding that who asks likes best, none where they want text as it is."""
    return codings.best(request.accept_encodings)


def mark(answer: Response, coding: Coding) -> None:
    """Say that an answer is compressed, under a tag of its own."""
    answer.headers["Content-Encoding"] = coding.name
    _retag(answer, coding)


def _retag(answer: Response, coding: Coding) -> None:
    tag, weak = answer.get_etag()
    if tag and not tag.endswith(coding.suffix):
        answer.set_etag(tag + coding.suffix, bool(weak))


def _compressed(answer: Response) -> Response:
    if not is_text(answer):
        return answer
    answer.vary.add("Accept-Encoding")
    coding = wanted()
    if coding is None or "Content-Encoding" in answer.headers or answer.cache_control.no_transform:
        return answer
    if answer.status_code == 304:
        known: list[Coding] = request.environ.get(_HAS, [])
        if known:
            _retag(answer, coding if coding in known else known[0])
    elif answer.status_code != 206 and not answer.is_streamed and not answer.direct_passthrough:
        body = answer.get_data()
        if len(body) >= LEAST_BYTES:
            answer.set_data((coding.page if answer.mimetype == "text/html" else coding.answer)(body))
            mark(answer, coding)
    return answer


def _plain_tags(inner: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    def outer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        for name in ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"):
            for coding in codings.CODINGS:
                if f'{coding.suffix}"' in environ.get(name, ""):
                    environ[name] = environ[name].replace(f'{coding.suffix}"', '"')
                    environ.setdefault(_HAS, []).append(coding)
        return inner(environ, start)

    return outer
