"""Reading the form of the improve page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from app.improve.pages.form.blanks import Typed, all_blanks, consents_of, field_of, has_several
from app.improve.pages.form.ways_out import taking
from app.improve.pages.form.wish import Wish
from processes.change import KINDS, CannotChange, operation_from

LONGEST_KEPT = 400_000
MOST_MORE = 100
NAMES = ("step", "bother", "do", "title", "reason", "of", "offered")


def wish_from(form: MultiDict[str, str]) -> Wish:
    """Read the form; a chosen way out is taken at once."""
    said = {name: _plain(form.get(name, "")) for name in NAMES}
    consents = {field_of(p) for kind in KINDS.values() for p in consents_of(kind)}
    wish = Wish(
        step=said["step"], bother=said["bother"], do=said["do"], title=said["title"], reason=said["reason"],
        of=said["of"], offered=said["offered"],
        values={field_of(p): _read(form, field_of(p), several=has_several(p)) for p in all_blanks()},
        also={
            kind.kind: tuple(form.getlist(kind.about.besides.field)) for kind in KINDS.values() if kind.about.besides
        },
        agreed={field: tuple(form.getlist(field)) for field in consents},
        more=tuple(_more(form)), kept=_kept(form.get("kept", "")),
    )  # fmt: skip
    return taking(wish, form["way_out"]) if form.get("way_out") else wish


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _read(form: MultiDict[str, str], field: str, *, several: bool) -> Typed:
    if not several:
        return _plain(form.get(field, ""))
    parts = tuple(map(_plain, form.getlist(field)))
    return parts if any(parts) else ()


def _more(form: MultiDict[str, str]) -> list[Mapping[str, Any]]:
    """Read the operations for which the form has no place; what nobody's page wrote is nothing."""
    found: list[Mapping[str, Any]] = []
    for text in form.getlist("more")[:MOST_MORE]:
        try:
            one = json.loads(text[:LONGEST_KEPT])
        except (ValueError, RecursionError):
            continue
        if isinstance(one, dict) and _can_be_read(one):
            found.append(one)
    return found


def _can_be_read(one: Mapping[str, Any]) -> bool:
    try:
        operation_from(one)
    except CannotChange:
        return False
    return True


def _kept(stored: str) -> dict[str, dict[str, Typed]]:
    """Read what was typed for other steps; what nobody's page wrote is nothing."""
    try:
        found = json.loads(stored[:LONGEST_KEPT] or "{}")
        return {str(step): {str(name): _typed(value) for name, value in of.items()} for step, of in found.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _typed(value: object) -> Typed:
    return tuple(map(str, value)) if isinstance(value, list) else str(value)
