"""One search over everything one may see: for its page, for what is offered while somebody types, and for programs."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.kernel.i18n import pgettext
from app.kernel.pages.frame import Found, search_results
from app.kernel.policy import Actor

LONGEST = 200
KINDS = {
    "process": pgettext("search", "Processes"),
    "step": pgettext("search", "Steps"),
    "proposal": pgettext("search", "Proposals"),
    "person": pgettext("search", "People"),
}


def find(session: Session, actor: Actor, text: str, limit: int) -> Found:
    """Give what the actor may see and `text` finds, at most `limit` of a kind; the number of statements is fixed."""
    wanted = text.strip()[:LONGEST]
    if not wanted:
        return []
    return [hit for found in search_results.answers(session, actor, q=wanted, limit=limit) for hit in found]


def by_kind(hits: Found) -> dict[str, Found]:
    """Give hits under their kinds, as they come."""
    groups: dict[str, Found] = {}
    for hit in hits:
        groups.setdefault(hit["kind"], []).append(hit)
    return groups
