"""Giving out pictures of comments: to be shown in pages, and never anything else than a picture."""

from __future__ import annotations

from flask import abort, request
from werkzeug.wrappers import Response

from app.discussion.pictures import TYPE
from app.discussion.tables import Picture
from app.kernel.http.application import current_session
from app.taskforms import files

ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def as_picture(row: Picture, *, small: bool = False) -> Response:
    """Give a picture to be shown: it was drawn by Stepwell, and is nothing else whatever a browser makes of it."""
    path = files.place(current_session()).path(row.small_as if small else row.kept_as)
    if not path.is_file():
        abort(404)
    answer = Response(path.read_bytes(), mimetype=TYPE)
    answer.set_etag(path.name)
    answer.headers["Content-Disposition"] = f'inline; filename="{row.id}.webp"'
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer
