"""The XML of a version as an answer: as it came, and as it is drawn."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, request
from sqlalchemy.orm import Session

from app.catalog.queries import UNTELLABLE, Unreadable, diagram_xml
from app.catalog.queries import thumbnail as small
from app.catalog.tables import Process, Version, VersionFile
from app.kernel.errors import NotFound
from app.kernel.i18n import _
from processes.model import Model, with_diagram


def original(process: Process, version: Version) -> Response:
    """Give the exact bytes that were uploaded, to be saved, never shown by the browser."""
    name = f"{process.key}-v{version.number}.bpmn"
    return _xml(version.xml, version.sha256, f'attachment; filename="{name}"')


def drawing(version: Version) -> Response:
    """Give the XML with a diagram, for the page to draw."""
    return _xml(diagram_xml(version), f"{version.sha256}-d", 'attachment; filename="diagram.bpmn"')


def drawn(model: Model) -> Response:
    """Give the XML of a model that is no version yet with a diagram; raises NotFound where none can be drawn."""
    try:
        xml = with_diagram(model)
    except UNTELLABLE as error:
        raise NotFound(_("this picture"), "PICTURE_NOT_FOUND") from error
    return _xml(xml, f"{model.sha256}-d", 'attachment; filename="diagram.bpmn"')


def thumbnail(version: Version) -> Response:
    """Give the small picture of a version for an `img`; raises NotFound where there is nothing to draw."""
    try:
        picture = small(version)
    except Unreadable:
        picture = ""
    if not picture:
        raise NotFound(_("this picture"), "PICTURE_NOT_FOUND")
    return _file(picture.encode(), f"{version.sha256}-t", "inline", "image/svg+xml")


def companion(session: Session, version: Version, name: str) -> Response:
    """Give the exact bytes of a file beside the model, to be saved, never shown by the browser."""
    found = session.get(VersionFile, (version.id, name))
    if found is None:
        raise NotFound(_("this file"), "FILE_NOT_FOUND")
    said = "application/xml" if name.lower().endswith(".dmn") else "application/json"
    return _file(found.content, found.sha256, f"attachment; filename*=UTF-8''{quote(name)}", said)


def _xml(content: bytes, tag: str, disposition: str) -> Response:
    # The XML declares its own encoding, so the content type must not name another one.
    return _file(content, tag, disposition, "application/bpmn+xml")


def _file(content: bytes, tag: str, disposition: str, content_type: str) -> Response:
    response = Response(content, content_type=content_type)
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
