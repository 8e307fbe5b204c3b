"""Giving out files that people sent: to be taken away, never to be shown or run in a page."""

from __future__ import annotations

from flask import abort, send_file
from werkzeug.wrappers import Response

from app.kernel.http.application import current_session
from app.taskforms import files
from app.taskforms.tables import FormFile

SANDBOX = "sandbox; default-src 'none'"
ACTIVE = ("text/html", "image/svg+xml", "application/xml")


def as_attachment(row: FormFile) -> Response:
    """Give the content of a file so that no browser shows or runs it."""
    path = files.place(current_session()).path(row.kept_as)
    if not path.is_file():
        abort(404)
    kind = "application/octet-stream" if row.type in ACTIVE else row.type
    answer = send_file(path, mimetype=kind, as_attachment=True, download_name=row.name, etag=False, max_age=0)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer
