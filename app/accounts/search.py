"""People in the one search box."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.accounts import queries
from app.kernel.i18n import _
from app.kernel.pages.frame import search_results
from app.kernel.policy import Actor


def register() -> None:
    """Offer people to the search page."""
    search_results.filled_by(order=90)(found_people)


def found_people(session: Session, actor: Actor, q: str = "", limit: int = 10, **context: Any) -> list[dict[str, str]]:
    """Give the people that a search finds, in the shape the search page shows."""
    return [
        {"kind": "person", "title": p.name, "url": f"/people/{p.id}", "where": _("People"), "text": f"@{p.handle}"}
        for p in queries.search(session, actor, q, limit)
    ]
