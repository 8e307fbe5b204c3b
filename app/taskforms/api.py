"""Starting by a form and files of forms, for programs."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from app.cases import schemas as case_schemas
from app.cases.api.base import blueprint, said
from app.catalog import queries as catalog
from app.kernel.api.schemas import BINARY
from app.kernel.http.application import current_actor, current_session
from app.taskforms import actions, queries, schemas
from app.taskforms.downloads import as_attachment


@blueprint.post("/processes/<key>/instances")
@blueprint.arguments(schemas.StartIn())
@blueprint.response(201, case_schemas.InstanceSchema)
def start(given: dict[str, Any], key: str) -> dict[str, Any]:
    """Start an instance of the live version, or of another `version` that is not retired."""
    session, actor = current_session(), current_actor()
    process = catalog.process_by_key(session, actor, key)
    data = given["data"] or {}
    version = catalog.version(session, process, given["version"]) if given["version"] else None
    return said(
        actions.start_filled(session, actor, process, data, given["business_key"], whole=False, version=version)
    )


@blueprint.get("/files/<file_id>")
@blueprint.response(200, BINARY, content_type="application/octet-stream")
def file(file_id: str) -> Response:
    """Give the content of a file, as an attachment."""
    return as_attachment(queries.form_file(current_session(), current_actor(), file_id))
