"""Ways out of a refusal as buttons of the improve page, and what becomes of the choices where one is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.impact import queries as impact
from app.improve.pages.form.operations import (
    Stored,
    first_of,
    is_done_besides,
    operations_of,
    with_operations,
)
from app.improve.pages.form.wish import Wish
from app.kernel.errors import Invalid
from processes.change import Operation


def buttons(refusal: Mapping[str, Any], operations: Sequence[Operation]) -> list[dict[str, str] | str]:
    """Give the ways out of a refusal as buttons; those that no operation knows here stay words."""
    step = str(refusal.get("step") or "")
    about = [operation for operation in operations if step in operation.anchors]
    shown: list[dict[str, str] | str] = []
    for choice in refusal["choices"]:
        known = any(one.instead(choice["id"], choice.get("steps") or ()) is not None for one in about)
        value = f"{choice['id']}:{' '.join([step, *(choice.get('steps') or ())])}"
        shown.append({"words": choice["words"], "name": "way_out", "value": value} if known else choice["words"])
    return shown


def taking(wish: Wish, way_out: str) -> Wish:
    """Take a way out, `CHOICE:STEP` and further steps: each operation about the step says what stands in its place."""
    choice, _, rest = way_out.partition(":")
    step, *others = rest.split() or [""]
    first, main = first_of(wish), None
    left: list[Stored] = []
    for stored in operations_of(wish):
        instead = _instead(stored, step, choice, others)
        if stored == first and instead and main is None:
            main, *instead = instead
        left += instead
    if first is None or main is not None:
        return with_operations(wish, main, left)
    main = next((one for one in left if is_done_besides(one)), None)
    wish = with_operations(wish, main, [one for one in left if one is not main])
    return wish if main is not None else replace(wish, step="")


def _instead(stored: Stored, step: str, choice: str, others: Sequence[str]) -> list[Stored]:
    try:
        operation = impact.operations_from([stored])[0]
    except Invalid:
        return [stored]
    found = operation.instead(choice, others) if step in operation.anchors else None
    return [stored] if found is None else [one.write() for one in found]
