"""What pages about a change share: its drawing, and the templates."""

from __future__ import annotations

import hashlib

from flask import Blueprint, request
from flask import Response as FlaskResponse

from app.impact import queries
from app.impact.queries import Preview
from app.kernel.errors import Conflict
from app.kernel.i18n import _, sentences

templates = Blueprint("impact", __name__, template_folder="templates")


def drawing(tried: Preview) -> FlaskResponse:
    """Answer with the drawing of a change; its address names all that it depends on, so it may be kept."""
    xml = queries.drawn(tried.changed)
    if xml is None:
        wanted = _("Expected a change that can be drawn, but this one cannot be made.")
        raise Conflict(
            "DOES_NOT_FIT",
            sentences(wanted, *(refusal.words for refusal in tried.changed.refusals)),
            for_people=sentences(*(refusal.words for refusal in tried.changed.refusals)),
        )
    answer = FlaskResponse(xml, content_type="application/xml; charset=utf-8")
    answer.set_etag(hashlib.sha256(xml).hexdigest())
    answer.headers["Cache-Control"] = "private, max-age=60"
    answer.make_conditional(request)
    return answer
