"""What helps while a comment is written: people and steps that fit what is typed, and how it will look."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue

from app.cases.queries import instance
from app.catalog.queries import by_id
from app.catalog.queries.search import steps_named
from app.catalog.tables import Process, VersionStep
from app.discussion import queries
from app.discussion.actions.comments import LONGEST
from app.discussion.pages.base import blueprint
from app.discussion.policy import Discussion
from app.discussion.queries.offers import MOST, Place
from app.kernel import policy
from app.kernel.db.transactions import transaction
from app.kernel.errors import NotFound
from app.kernel.http.application import current_session
from app.kernel.i18n import _
from app.kernel.pages.markdown import to_html
from app.kernel.pages.visitor import signed_in

LONGEST_WORD = 60
MARKS = re.compile(r"([\\\[\]])")


@blueprint.get("/comments/offers")
def offers() -> ResponseReturnValue:
    """Give whom a comment can mention, or which steps it can name, as what is typed after the sign begins."""
    session, actor, asked = current_session(), signed_in(), request.args
    process = by_id(session, actor, asked.get("process", ""))
    policy.require_visible(actor, Discussion.VIEW, process, _("this discussion"))
    q = asked.get("q", "")[:LONGEST_WORD]
    if asked.get("of") == "steps":
        steps = steps_named(session, process.live_version_id or "", q, MOST)
        return jsonify(items=[_step(process, one) for one in steps])
    case = instance(session, actor, asked["case"]) if asked.get("case") else None
    place = Place(process, asked.get("step") or None, asked.get("proposal") or None, case)
    if actor.id not in queries.readers(session, actor, place, [actor.id]):
        raise NotFound(_("this discussion"))
    people = queries.people_to_mention(session, actor, place, q)
    return jsonify(items=[{"value": f"@{handle}", "words": name, "more": f"@{handle}"} for name, handle in people])


def _step(process: Process, step: VersionStep) -> dict[str, Any]:
    """Offer a step as a link that every text of this kind can hold, whatever its name and id are made of."""
    address = quote(url_for("catalog.step", key=process.key, step_id=step.step_id), safe="/%~:@-._")
    name = MARKS.sub(r"\\\1", step.name)
    return {"value": f"[{name}]({address})", "words": step.name, "more": ""}


@blueprint.post("/comments/preview")
@transaction("read")
def preview() -> ResponseReturnValue:
    """Show how a comment will look."""
    signed_in()
    return to_html(request.form.get("text", "")[:LONGEST])
