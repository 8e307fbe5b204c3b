"""Pages above all features: home, search, more."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel.features import ADMINISTRATION, AROUND, known, links
from app.kernel.http.application import StepwellApp, current_actor, current_session, is_fragment, stepwell
from app.kernel.i18n import _
from app.kernel.pages.frame import home_cards, search_results
from app.web.guide import guide

blueprint = Blueprint("web", __name__)
MOST = 8


def register(app: StepwellApp) -> None:
    """Add the pages and the counts in the frame."""
    app.register_blueprint(blueprint)
    app.context_processor(_counts)


def _counts() -> dict[str, Any]:
    """Count what waits, for the frame, once a request."""
    actor = current_actor()
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
    cards = home_cards.answers(session, actor)
    return render_template("home.html", cards=cards, guide=guide(session, actor))


@blueprint.get("/search")
def search() -> str | Response:
    """Find processes, steps, proposals and people with one box."""
    session, actor = current_session(), current_actor()
    if actor.is_anonymous:
        return redirect(url_for("accounts.sign_in"), 303)
    text = request.args.get("q", "").strip()[:200]
    groups: dict[str, list[dict[str, Any]]] = {}
    for found in search_results.answers(session, actor, q=text, limit=MOST) if text else []:
        for hit in found:
            groups.setdefault(hit["kind"], []).append(hit)
    return render_template("search.html", search_text=text, groups=groups)


@blueprint.get("/more")
def more() -> str:
    """Show the ways that have no place in the bar."""
    around = [*_links(AROUND), (_("Components"), url_for("web.style_guide"), _("How pages of Stepwell are built"))]
    menu = [{"title": AROUND, "links": around}, {"title": ADMINISTRATION, "links": _links(ADMINISTRATION)}]
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
