"""Pages above all features: home, search, more."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.kernel.features import ADMINISTRATION, AROUND, known, links
from app.kernel.http.application import StepwellApp, current_actor, current_session, is_fragment, stepwell
from app.kernel.i18n import _
from app.kernel.pages.frame import Asks, HomePart, home_parts, is_frameless, setup_steps
from app.kernel.policy import Actor
from app.web import search as everything
from app.web.guide import guide

blueprint = Blueprint("web", __name__)
MOST, MOST_OFFERED = 8, 4


def register(app: StepwellApp) -> None:
    """Add the pages and the counts in the frame."""
    app.register_blueprint(blueprint)
    app.context_processor(_counts)


def _counts() -> dict[str, Any]:
    """Count what waits, for the frame, once a request."""
    actor = current_actor()
    if is_frameless():
        return {"frameless": True}
    if actor.is_anonymous or is_fragment():
        return {}
    if "counts" not in g:
        numbers = {name: count for feature in known(stepwell()) for name, count in feature.counts.items()}
        g.counts = {name: count(current_session(), actor) for name, count in numbers.items()}
    return dict(g.counts)


@blueprint.get("/")
def home() -> str | Response:
    """Show what is asked of me, and what happens around me."""
    session, actor = current_session(), current_actor()
    if actor.is_anonymous:
        return redirect(url_for("accounts.sign_in"), 303)
    # Python sorts stably: of what asks for the same, the order of the slot counts.
    parts = sorted(home_parts.answers(session, actor), key=lambda part: part.asks)
    return render_template("home.html", parts=parts, guide=guide(session, actor))


@home_parts.filled_by(order=0)
def to_set_up(session: Session, actor: Actor, **_rest: Any) -> HomePart | None:
    """Show administrators what is to be set up before people can work here, until all of it is done."""
    if not actor.has_in("", "admin"):
        return None
    steps = setup_steps.answers(session, actor)
    if all(step.done for step in steps):
        return None
    return HomePart(
        "set-up",
        _("Set Stepwell up"),
        Asks.TO_DO,
        lambda _first: Markup(render_template("home_setup.html", steps=steps)),
    )


@blueprint.get("/search")
def search() -> str | Response:
    """Find processes, steps, proposals and people with one box; a part of it while somebody types."""
    session, actor = current_session(), current_actor()
    if actor.is_anonymous:
        return redirect(url_for("accounts.sign_in"), 303)
    text = request.args.get("q", "").strip()[: everything.LONGEST]
    hits = everything.find(session, actor, text, MOST_OFFERED if is_fragment() else MOST)
    template = "_search_offers.html" if is_fragment() else "search.html"
    shown = {"search_text": text, "groups": everything.by_kind(hits), "count": len(hits), "kinds": everything.KINDS}
    return render_template(template, **shown)


@blueprint.get("/more")
def more() -> str:
    """Show the ways that have no place in the bar."""
    administration = _links(ADMINISTRATION)
    if current_actor().has_in("", "admin"):
        administration += [(_("Components"), url_for("web.style_guide"), _("How pages of Stepwell are built"))]
    menu = [{"title": AROUND, "links": _links(AROUND)}, {"title": ADMINISTRATION, "links": administration}]
    return render_template("more.html", menu=[entry for entry in menu if entry["links"]])


def _links(group: str) -> list[tuple[str, str, str]]:
    session, actor = current_session(), current_actor()
    return [
        (link.label, url_for(link.endpoint), link.words if isinstance(link.words, str) else link.words(session, actor))
        for link in links(stepwell(), actor, group)
    ]


@blueprint.get("/style-guide")
def style_guide() -> str:
    """Show every component with sample data."""
    return render_template("style_guide.html")
