"""Choosing people in forms: the list that a form offers, what somebody types into it, and what was sent."""

from __future__ import annotations

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.pages.blueprint import blueprint
from app.accounts.queries import Offered
from app.kernel.errors import NotFound
from app.kernel.http.application import current_actor, current_session
from app.kernel.i18n import _
from app.kernel.policy import Actor

MOST_OFFERED, LONGEST = 20, 100


def offered(session: Session, actor: Actor, circle: str, *, chosen: str = "", besides: str = "") -> Offered:
    """Give what a form offers for `ui.people`."""
    found = queries.people_to_choose(session, actor, circle, chosen=chosen, besides=besides)
    found.address = url_for("accounts.choose", of=circle, besides=besides or None)
    return found


def sent(session: Session, actor: Actor, circle: str, field: str, *, besides: str = "") -> str:
    """Give the id of who was chosen in a form: from the list, or by their address where nobody was."""
    chosen, address = request.form.get(field, "").strip(), request.form.get(f"{field}_address", "").strip()
    if chosen or not address:
        return chosen
    return queries.chosen_by_address(session, actor, circle, address, besides=besides)


@blueprint.get("/people/choose")
def choose() -> ResponseReturnValue:
    """Give the people of a circle whose name, address or short name holds what somebody types."""
    circle, actor = request.args.get("of", ""), current_actor()
    if circle not in queries.CIRCLES or actor.is_anonymous:
        raise NotFound(_("this list"))
    text, besides = request.args.get("q", "")[:LONGEST], request.args.get("besides", "")
    session = current_session()
    found = queries.people_to_choose(session, actor, circle, text, besides=besides, limit=MOST_OFFERED)
    return jsonify(items=[{"value": one[0], "words": one[1], "more": one[2]} for one in found], cut=found.cut)
