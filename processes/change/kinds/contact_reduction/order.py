"""What comes between two steps, and whether they always follow one another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from processes.change.draft import Draft, Element, kind
from processes.model.elements import NODES


@dataclass(frozen=True, slots=True)
class Order:
    """How two steps follow one another: `always_before` and `always_after` say it of the first and of the second.

    Each time counts: of what is in a loop the other one is not, that does not hold.
    """

    between: tuple[Element, ...]
    follows: bool
    always_before: bool
    always_after: bool


def order_of(draft: Draft, first: Element, second: Element) -> Order:
    """How the second of two steps follows the first in their process or sub-process."""
    scope = first.getparent()
    nodes = {str(node.get("id")): node for node in scope if kind(node) in NODES} if scope is not None else {}
    ahead: dict[str, list[str]] = {one: [] for one in nodes}
    for flow in draft.flows():
        source, target = draft.ends(flow)
        if source in nodes and target in nodes:
            ahead[source].append(target)
    for one, node in nodes.items():
        if kind(node) == "boundaryEvent" and draft.ref(node.get("attachedToRef")) in ahead:
            ahead[draft.ref(node.get("attachedToRef"))].append(one)
    back: dict[str, list[str]] = {one: [] for one in nodes}
    for source, targets in ahead.items():
        for target in targets:
            back[target].append(source)
    ends = str(first.get("id")), str(second.get("id"))
    after = _reached(ahead, ahead.get(ends[0], ()), {ends[1]})
    before = _reached(back, back.get(ends[1], ()), {ends[0]})
    inside = (after & before) - {*ends}
    starts = [one for one, sources in back.items() if not sources and one != ends[0]]
    starts += ahead.get(ends[1], ())
    lasts = {one for one, targets in ahead.items() if not targets or one == ends[0]}
    return Order(
        tuple(nodes[one] for one in nodes if one in inside), ends[1] in after,
        ends[1] not in _reached(ahead, starts, {ends[0]}), not after & lasts - {ends[1]},
    )  # fmt: skip


def _reached(ahead: Mapping[str, Collection[str]], first: Iterable[str], stop: Collection[str]) -> set[str]:
    """What can be reached without going on from where one stops."""
    found: set[str] = set()
    todo = [*first]
    while todo:
        here = todo.pop()
        if here not in found:
            found.add(here)
            todo += ahead.get(here, ()) if here not in stop else ()
    return found
