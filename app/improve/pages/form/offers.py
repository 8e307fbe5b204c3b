"""What the improve page fills in: words of the step and the way chosen now, never those of another choice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.catalog import queries as catalog
from app.catalog.tables import Version, VersionStep
from app.impact import queries as impact
from app.improve.pages.form.blanks import Typed, all_blanks, field_of, standing_in
from app.improve.pages.form.operations import operations_of
from app.improve.pages.form.wish import Wish
from app.kernel.errors import Invalid
from app.kernel.i18n import _
from processes import change

NOTHING = _("Choose a step and what should become of it. So far nothing would change.")


def settled(session: Session, live: Version, wish: Wish) -> Wish:
    """Give the wish with the words of its own step."""
    return wish.settled({step.step_id: standing_in(step) for step in catalog.steps(session, live.id)})


def sentence(live: Version, wish: Wish) -> str:
    """Give what the choices ask for in one sentence; empty while they ask for nothing that can be read."""
    return change.in_words(catalog.model(live), known) if (known := operations(wish)) else ""


def title(live: Version, wish: Wish) -> str:
    """Give the title that is offered for the choices."""
    return change.suggested(catalog.model(live), known) if (known := operations(wish)) else ""


def without_strange_title(live: Version, wish: Wish) -> Wish:
    """Give the wish without a title that is the offer for another choice."""
    known = operations(wish)
    if known and change.is_of_another(wish.title, [catalog.model(live)], known):
        return wish.without_title()
    return wish


def unseen(live: Version, wish: Wish, shown: str | None) -> str:
    """Say why a wish cannot be sent yet: it asks for nothing, or the page showed something else or no change at all."""
    if not operations_of(wish):
        return NOTHING
    now = sentence(live, wish)
    if not now or shown == now:
        return ""
    if not shown:
        return _("You have not seen yet what would change: {sentence}. Look at it below, then send it.", sentence=now)
    return _(
        "You chose something else than what was shown to you. Now it is: {sentence}. Look at it below, then send it.",
        sentence=now,
    )


def fields(live: Version, wish: Wish, step: VersionStep | None) -> Mapping[str, Typed]:
    """Give what the fields of the form hold for the choices made so far."""
    offered, own = title(live, wish), standing_in(step)
    values = {name: wish.values.get(name) or own.get(name, "") for name in map(field_of, all_blanks())}
    kept = json.dumps(wish.kept) if wish.kept else ""
    return {**values, "title": wish.title or offered, "offered": offered, "of": wish.step, "kept": kept}


def said(live: Version, one: Mapping[str, Any]) -> str:
    """Give what a single operation asks for; empty where it cannot be read."""
    try:
        return change.in_words(catalog.model(live), impact.operations_from([one]))
    except Invalid:
        return ""


def operations(wish: Wish) -> tuple[change.Operation, ...]:
    """Give the operations that the choices mean; none while one of them cannot be read."""
    try:
        return impact.operations_from(operations_of(wish))
    except Invalid:
        return ()
