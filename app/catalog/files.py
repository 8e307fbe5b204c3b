"""The XML of a version as an answer: as it came, and as it is drawn."""

from __future__ import annotations

from flask import Response, request

from app.catalog.queries import diagram_xml
from app.catalog.tables import Process, Version


def original(process: Process, version: Version) -> Response:
    """Give the exact bytes that were uploaded, to be saved, never shown by the browser."""
    name = f"{process.key}-v{version.number}.bpmn"
    return _xml(version.xml, version.sha256, f'attachment; filename="{name}"')


def drawing(version: Version) -> Response:
    """Give the XML with a diagram, for the page to draw."""
    return _xml(diagram_xml(version), f"{version.sha256}-d", 'attachment; filename="diagram.bpmn"')


def _xml(content: bytes, tag: str, disposition: str) -> Response:
    # The XML declares its own encoding, so the content type must not name another one.
    response = Response(content, content_type="application/bpmn+xml")
    response.headers.update(
        {
            "Content-Disposition": disposition,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-cache",
        }
    )
    response.set_etag(tag)
    response.make_conditional(request)
    return response
