"""The ids that new elements of a model are given, known before they are there."""

from __future__ import annotations

from processes.change.draft import Draft
from processes.model import Model, ensure_ids


def given_ids(model: Model, count: int, prefix: str = "Activity") -> tuple[str, ...]:
    """The next ids that are free, in the order in which new elements get them."""
    root = model.copy_root()
    ensure_ids(root)
    draft = Draft(root)
    given = []
    for _number in range(count):
        given.append(draft.new_id(prefix))
        draft.elements[given[-1]] = root
    return tuple(given)
