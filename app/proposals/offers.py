"""What the improve page fills in: words of the step and the way chosen now, never those of another choice."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.tables import Version, VersionStep
from app.kernel.errors import Invalid
from app.proposals import queries
from app.proposals.wish import Wish
from processes import change

NOTHING = "Choose a step and what should become of it. So far nothing would change."
UNSHOWN = "You have not seen yet what would change: {sentence}. Look at it below, then send it."
OTHER = "You chose something else than what was shown to you. Now it is: {sentence}. Look at it below, then send it."


def settled(session: Session, live: Version, wish: Wish) -> Wish:
    """Give the wish with the words of its own step."""
    return wish.settled({s.step_id: (s.name, s.documentation) for s in catalog.steps(session, live.id)})


def sentence(live: Version, wish: Wish) -> str:
    """Give what the choices ask for in one sentence; empty while they ask for nothing that can be read."""
    return change.in_words(catalog.model(live), known) if (known := _operations(wish)) else ""


def title(live: Version, wish: Wish) -> str:
    """Give the title that is offered for the choices."""
    return change.suggested(catalog.model(live), known) if (known := _operations(wish)) else ""


def without_strange_title(live: Version, wish: Wish) -> Wish:
    """Give the wish without a title that is the offer for another choice."""
    known = _operations(wish)
    if known and change.is_of_another(wish.title, [catalog.model(live)], known):
        return wish.without_title()
    return wish


def unseen(live: Version, wish: Wish, shown: str | None) -> str:
    """Say why a wish cannot be sent yet: it asks for nothing, or the page showed something else or no change at all."""
    if not wish.operations():
        return NOTHING
    now = sentence(live, wish)
    if not now or shown == now:
        return ""
    return (OTHER if shown else UNSHOWN).format(sentence=now)


def fields(live: Version, wish: Wish, step: VersionStep | None) -> Mapping[str, str]:
    """Give what the fields of the form hold for the choices made so far."""
    offered = title(live, wish)
    return {
        "title": wish.title or offered, "offered": offered, "of": wish.step,
        "name": wish.name or (step.name if step else ""), "text": wish.text or (step.documentation if step else ""),
        "kept": json.dumps(wish.kept) if wish.kept else "",
    }  # fmt: skip


def _operations(wish: Wish) -> tuple[change.Operation, ...]:
    try:
        return queries.operations_from(wish.operations())
    except Invalid:
        return ()
