"""Become one of the people of the demo with one click."""

from __future__ import annotations

from flask import flash, render_template, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.accounts import queries
from app.demo.pages.blueprint import blueprint, the_demo
from app.demo.pages.personas import BY_EMAIL, PERSONAS
from app.kernel.errors import NotFound
from app.kernel.http.application import current_actor, current_session, local_target
from app.kernel.i18n import _
from app.kernel.rate_limits import from_where, limiter
from app.sign_in.authenticate import open_to_all
from app.sign_in.pages.sign_in import signed_in

TOUR = "demo_tour"


@blueprint.get("/demo/people")
@open_to_all
def people() -> ResponseReturnValue:
    """Offer the people whom one can become."""
    the_demo()
    return render_template("demo/people.html", cards=cards("/"))


@blueprint.post("/demo/become")
@limiter.limit("120 per minute", key_func=from_where)
@open_to_all
def become_sent() -> ResponseReturnValue:
    """Go on as one of them, where the tour stood before."""
    session = the_demo()
    if (persona := BY_EMAIL.get(request.form.get("person", ""))) is None:
        raise NotFound(_("this person"))
    return become(session, persona.email, local_target(request.form.get("next")))


def become(session: Session, email: str, target: str) -> Response:
    """Sign somebody of the demo in, as with their password."""
    person = queries.by_email(session, email)
    if person is None or not person.active:
        raise NotFound(_("this person"))
    kept = cookie.get(TOUR)
    answer = signed_in(session, person, target)
    flash(_("You are {name} now.", name=person.name), "success")
    if kept is not None:
        cookie[TOUR] = kept
    return answer


def cards(target: str) -> Markup:
    """Draw the people as cards with a button each; who one is already has none."""
    me, here = current_actor().email, queries.known_addresses(current_session(), BY_EMAIL)
    shown = [persona for persona in PERSONAS if persona.email in here]
    return Markup(render_template("demo/_cards.html", personas=shown, target=target, me=me))
