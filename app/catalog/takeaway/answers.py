"""Pictures and texts of changes as answers, and which of them a program asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from urllib.parse import quote

from flask import Response, request

JSON, SVG, MARKDOWN = "json", "svg", "markdown"
FORMATS = {"application/json": JSON, "image/svg+xml": SVG, "text/markdown": MARKDOWN}


def asked_format(said: str | None) -> str:
    """Give the format that a request asks for: by `format`, else by its Accept; JSON where it does not mind."""
    if said:
        return said
    found = request.accept_mimetypes.best_match(FORMATS, default="application/json")
    return FORMATS[found]


def answer(format_: str, name: str, picture: Callable[[], str], text: Callable[[], str]) -> Response:
    """Answer with the picture or the text, of which only the one is made; `name` is what it is saved under."""
    return picture_answer(picture(), name) if format_ == SVG else text_answer(text(), name)


def picture_answer(svg: str, name: str) -> Response:
    """Answer with a picture, for an `img` or to be saved."""
    return _answer(svg, f"{name}.svg", "image/svg+xml")


def text_answer(markdown: str, name: str) -> Response:
    """Answer with a change as Markdown."""
    return _answer(markdown, f"{name}.md", "text/markdown; charset=utf-8")


def _answer(text: str, name: str, content_type: str) -> Response:
    content = text.encode()
    response = Response(content, content_type=content_type)
    response.headers.update(
        {
            "Content-Disposition": f"inline; filename*=UTF-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-cache",
        }
    )
    response.vary.add("Accept")
    response.set_etag(hashlib.sha256(content).hexdigest())
    response.make_conditional(request)
    return response
