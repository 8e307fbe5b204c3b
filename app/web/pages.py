"""Pages above all features: home, search, more."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel.slots import collect
from app.kernel.web import StepwellApp, current_actor, current_session, is_fragment
from app.web.guide import guide
from app.work.queries import inbox_count, incident_count

blueprint = Blueprint("web", __name__)
MOST = 8
SEE_TO_INCIDENTS = ("ops", "admin")
KEEPERS = ("ops", "manager", "admin")
ADMIN = (
    ("People", "/admin/people", "Who is here, and invitations"),
    ("Units", "/admin/units", "Regions, departments, partners"),
    ("Roles", "/admin/roles", "Who is worker, manager, ops or administrator where"),
    ("Groups", "/admin/groups", "People who do a kind of work"),
    ("Connectors", "/admin/connectors", "What processes may call"),
    ("Secrets", "/admin/secrets", "Passwords and keys that calls carry"),
    ("Mail", "/admin/mail", "To whom processes may write"),
    ("Audit log", "/admin/audit", "What was done, unchangeable"),
)


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
        g.incident_count = incident_count(current_session(), actor) if actor.has(*SEE_TO_INCIDENTS) else 0
    return {"inbox_count": g.inbox_count, "incident_count": g.incident_count}


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
    actor = current_actor()
    people = [
        ("Notices", url_for("notices.notices"), "What happened that concerns you"),
        ("Cases", url_for("work.instances"), "Running and finished work"),
        *([("Incidents", url_for("services.incidents"), _incidents())] if actor.has(*KEEPERS) else []),
        *([("Without anybody", "/without-anybody", "What people who left had")] if actor.is_internal else []),
        ("Components", url_for("web.style_guide"), "How pages of Stepwell are built"),
    ]
    menu = [{"title": "Around you", "links": people}]
    if actor.has("admin"):
        menu.append({"title": "Administration", "links": ADMIN})
    return render_template("more.html", menu=menu)


def _incidents() -> str:
    count = _counts().get("incident_count") or 0
    return f"What could not go on: {count} open" if count else "What could not go on"


@blueprint.get("/style-guide")
def style_guide() -> str:
    """Show every component with sample data."""
    return render_template("style_guide.html")
