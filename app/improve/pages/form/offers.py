"""What the improve page fills in: words of the step and the way chosen now, never those of another choice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.impact import queries as impact
from app.improve.pages.form.blanks import (
    Typed,
    all_blanks,
    asked_kinds,
    field_of,
    fields_at,
    offered,
    standing_in,
)
from app.improve.pages.form.ground import Ground
from app.improve.pages.form.operations import at_a_step, missing, operations_of
from app.improve.pages.form.wish import Wish
from app.kernel.errors import Invalid
from app.kernel.i18n import _
from processes import change
from processes.model import Model

NEEDED = _("This is needed to show what would change.")
NOTHING = _("Choose a step and what should become of it. So far nothing would change.")


def settled(ground: Ground, wish: Wish) -> Wish:
    """Give the wish with the words of its own step, and with what can be done there; nothing else is known of it."""
    own = {step.step_id: standing_in(step) for step in ground.steps}
    if ground.read is None:
        return wish.settled(own)
    model = ground.model
    wish = at_a_step(wish, model).settled(own)
    known = {f.name: f for kind in asked_kinds().values() for f in fields_at(kind, model, wish.step)}
    values = {name: value for name, value in wish.values.items() if name not in known or known[name].takes(value)}
    usual = {name: field.usual for name, field in known.items() if field.usual}
    return replace(wish, do=_way(wish, model), values=values, usual=usual)


def _way(wish: Wish, model: Model) -> str:
    """What was chosen, else what usually helps and can be done at the step."""
    if wish.do in asked_kinds():
        return wish.do
    return next((kind.kind for kind in offered(wish.bother, model, wish.step)), wish.way)


def needed(wish: Wish) -> dict[str, str]:
    """Say at the fields what still has to be typed or chosen, where a step is chosen."""
    return {field_of(p): NEEDED for p in missing(wish)} if wish.step else {}


def sentence(ground: Ground, wish: Wish) -> str:
    """Give what the choices ask for in one sentence; empty while they ask for nothing that can be read."""
    return change.in_words(ground.model, known) if (known := operations(wish)) else ""


def title(ground: Ground, wish: Wish) -> str:
    """Give the title that is offered for the choices."""
    return change.suggested(ground.model, known) if (known := operations(wish)) else ""


def without_strange_title(ground: Ground, wish: Wish) -> Wish:
    """Give the wish without a title that is the offer for another choice."""
    known = operations(wish)
    if known and change.is_of_another(wish.title, [ground.model], known):
        return wish.without_title()
    return wish


def unseen(ground: Ground, wish: Wish, shown: str | None) -> str:
    """Say why a wish cannot be sent yet: it asks for nothing, or the page showed something else or no change at all."""
    if not operations_of(wish):
        return NOTHING
    return not_shown(sentence(ground, wish), shown)


def not_shown(now: str, shown: str | None) -> str:
    """Say that something else was shown than what would be sent now; empty where it was this."""
    if not now or shown == now:
        return ""
    if not shown:
        return _("You have not seen yet what would change: {sentence}. Look at it below, then send it.", sentence=now)
    return _(
        "You chose something else than what was shown to you. Now it is: {sentence}. Look at it below, then send it.",
        sentence=now,
    )


def fields(ground: Ground, wish: Wish) -> Mapping[str, Typed]:
    """Give what the fields of the form hold for the choices made so far."""
    offered, own = title(ground, wish), standing_in(ground.step(wish.step))
    values = {name: wish.value_of(name) or own.get(name, "") for name in map(field_of, all_blanks())}
    kept = json.dumps(wish.kept) if wish.kept else ""
    return {**values, "title": wish.title or offered, "offered": offered, "of": wish.step, "kept": kept}


def said(ground: Ground, one: Mapping[str, Any]) -> str:
    """Give what a single operation asks for; empty where it cannot be read."""
    try:
        return change.in_words(ground.model, impact.operations_from([one]))
    except Invalid:
        return ""


def operations(wish: Wish) -> tuple[change.Operation, ...]:
    """Give the operations that the choices mean; none while one of them cannot be read."""
    try:
        return impact.operations_from(operations_of(wish))
    except Invalid:
        return ()
