"""A stretch of a process: all that lies between a first step and a last one, with one way in and one way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from processes.change.contract.finding import node_of
from processes.change.draft import BPMN, Draft, Element
from processes.change.names import listed
from processes.change.refusal import CannotChange, Choice
from processes.change.structure.paths import called, check_way
from processes.messages import _

LARGEST = 1_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """The nodes from the first to the last, in the order of the file; the ways in and out, and those between them."""

    first: Element
    last: Element
    nodes: tuple[Element, ...]
    into: Element
    out: Element
    between: tuple[Element, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the nodes."""
        return frozenset(str(node.get("id")) for node in self.nodes)

    @property
    def ways(self) -> frozenset[str]:
        """The ids of the ways between them."""
        return frozenset(str(flow.get("id")) for flow in self.between)


def stretch_of(draft: Draft, ids: Sequence[str], keep: Choice) -> Stretch:
    """The stretch from the first of some steps to the last; raises `CannotChange` NOT_SESE where it is none."""
    steps = [node_of(draft, one) for one in ids]
    first, last = steps[0], steps[-1]
    inside = _between(draft, first, last)
    flows = [(flow, *draft.ends(flow)) for flow in draft.flows()]
    into = [flow for flow, source, target in flows if target in inside and source not in inside]
    out = [flow for flow, source, target in flows if source in inside and target not in inside]
    between = [flow for flow, source, target in flows if source in inside and target in inside]
    for flow in (*into, *out, *between):
        check_way(draft, flow, keep)
    starts = {source for _flow, source, _target in flows} | {str(last.get("id"))}
    ends = not inside <= starts
    whole = {*ids} <= inside and str(last.get("id")) in inside and not ends
    joined = len(into) == len(out) == 1 and draft.ends(into[0])[1] == ids[0] and draft.ends(out[0])[0] == ids[-1]
    nodes = tuple(draft.elements[one] for one in inside)
    if not whole or not joined or any(node.find(BPMN + "linkEventDefinition") is not None for node in nodes):
        words = _(
            "{steps} are entered or left at more than one place. Choose steps with one way in and one way out.",
            steps=listed([called(step) for step in (first, last)]),
        )
        raise CannotChange("NOT_SESE", words, ids[0], (keep,))
    scope = first.getparent()
    ordered = sorted(nodes, key=lambda node: scope.index(node) if scope is not None else 0)
    return Stretch(first, last, tuple(ordered), into[0], out[0], tuple(between))


def _between(draft: Draft, first: Element, last: Element) -> set[str]:
    """What can be reached from the first without going on from the last; events hang on their steps."""
    ahead: dict[str, list[str]] = {}
    for flow in draft.flows():
        source, target = draft.ends(flow)
        ahead.setdefault(source, []).append(target)
    hanging: dict[str, list[str]] = {}
    for event in draft.all("boundaryEvent"):
        hanging.setdefault(draft.ref(event.get("attachedToRef")), []).append(str(event.get("id")))
    found: set[str] = set()
    todo = [str(first.get("id"))]
    while todo and len(found) < LARGEST:
        here = todo.pop()
        if here in found or here not in draft.elements:
            continue
        found.add(here)
        todo += hanging.get(here, ())
        if here != last.get("id"):
            todo += ahead.get(here, ())
    return found
