"""Pages above all features: home, search, more."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel.slots import collect
from app.kernel.web import StepwellApp, current_actor, current_session, is_fragment
from app.web.guide import guide
from app.work.queries import inbox_count

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
    if "inbox_count" not in g:
        g.inbox_count = inbox_count(current_session(), actor)
    return {"inbox_count": g.inbox_count}


@blueprint.get("/")
def home() -> str | Response:
    """Show what is asked of me, and what happens around me."""
    session, actor = current_session(), current_actor()
    if actor.is_anonymous:
        return redirect(url_for("accounts.sign_in"), 303)
    cards = collect("home.cards", session, actor)
    return render_template("home.html", cards=cards, guide=guide(session, actor))


@blueprint.get("/search")
def search() -> str | Response:
    """Find processes, steps, proposals and people with one box."""
    session, actor = current_session(), current_actor()
    if actor.is_anonymous:
        return redirect(url_for("accounts.sign_in"), 303)
    text = request.args.get("q", "").strip()[:200]
    groups: dict[str, list[dict[str, Any]]] = {}
    for found in collect("search", session, actor, q=text, limit=MOST) if text else []:
        for hit in found:
            groups.setdefault(hit["kind"], []).append(hit)
    return render_template("search.html", search_text=text, groups=groups)


@blueprint.get("/more")
def more() -> str:
    """Show the ways that have no place in the bar."""
    return render_template("more.html")


@blueprint.get("/style-guide")
def style_guide() -> str:
    """Show every component with sample data."""
    return render_template("style_guide.html")
