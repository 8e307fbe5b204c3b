"""Finding in a draft what an operation is anchored at."""

from __future__ import annotations

from processes.change.draft import Draft, Element, kind
from processes.change.refusal import CannotChange
from processes.messages import _
from processes.model.elements import NODES


def node_of(draft: Draft, identity: str) -> Element:
    """The step, event or gateway of an id, or the refusal that says that there is none."""
    node = draft.elements.get(identity)
    if node is None or kind(node) not in NODES:
        raise CannotChange(
            "NO_SUCH_STEP",
            _(
                "There is no step {id} in this version. Choose one that is there.",
                id=repr(identity),
            ),
            identity,
        )
    return node
