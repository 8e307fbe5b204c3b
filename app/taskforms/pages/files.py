"""Files of forms, to take away."""

from __future__ import annotations

from werkzeug.wrappers import Response

from app.cases.pages.base import blueprint
from app.kernel.http.application import current_actor, current_session
from app.kernel.pages.visitor import signed_in
from app.taskforms import queries
from app.taskforms.downloads import as_attachment


@blueprint.get("/files/<file_id>")
def file(file_id: str) -> Response:
    """Give a file to take away."""
    signed_in()
    return as_attachment(queries.form_file(current_session(), current_actor(), file_id))
