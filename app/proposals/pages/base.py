"""What the pages of proposals share."""

from __future__ import annotations

import hashlib

from flask import Response as FlaskResponse
from flask import flash, redirect, request
from werkzeug.wrappers import Response

from app.kernel.errors import Conflict
from app.kernel.i18n import _, sentences
from app.proposals import queries
from app.proposals.queries import Preview


def read_revision() -> int:
    """Give the revision that the form was made for; 0, which is none, where it does not say."""
    said = request.form.get("revision", "")
    return int(said) if said.isdecimal() and len(said) < 7 else 0


def told(words: str, target: str) -> Response:
    """Go to an address of ours and say there what happened."""
    flash(words, "success")
    return redirect(target, 303)


def drawing(tried: Preview) -> FlaskResponse:
    """Answer with the drawing of a change; its address names all that it depends on, so it may be kept."""
    xml = queries.drawn(tried.changed)
    if xml is None:
        wanted = _("Expected a change that can be drawn, but this one cannot be made.")
        raise Conflict("DOES_NOT_FIT", sentences(wanted, *(refusal.words for refusal in tried.changed.refusals)))
    answer = FlaskResponse(xml, content_type="application/xml; charset=utf-8")
    answer.set_etag(hashlib.sha256(xml).hexdigest())
    answer.headers["Cache-Control"] = "private, max-age=60"
    answer.make_conditional(request)
    return answer
