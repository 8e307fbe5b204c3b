"""People in the frame: in the one search box, and where somebody is told whom to ask."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.accounts import queries
from app.kernel.http import refusals
from app.kernel.i18n import _
from app.kernel.pages.frame import search_results, who_can
from app.kernel.policy import Actor


def register() -> None:
    """Offer people to the search page."""
    search_results.filled_by(order=90)(found_people)
    who_can.filled_by()(ask_owner)


def found_people(session: Session, actor: Actor, q: str = "", limit: int = 10, **context: Any) -> list[dict[str, str]]:
    """Give the people that a search finds, in the shape the search page shows."""
    return [
        {"kind": "person", "title": p.name, "url": f"/people/{p.id}", "where": _("People"), "text": f"@{p.handle}"}
        for p in queries.search(session, actor, q, limit)
    ]


def ask_owner(session: Session, actor: Actor, *, owner_id: str, **context: Any) -> Markup | None:
    """Say who could do what was refused, and how to ask them; nothing to whom their name is not told."""
    owner = queries.people_shown(session, actor, [owner_id]).get(owner_id)
    if owner is None or not owner.active or owner.id == actor.id:
        return None
    return Markup(render_template("accounts/_ask.html", owner=owner, here=refusals.page_of_it()))
