"""Taking out two gateways that belong together: what is between them stays, in its order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.draft.connect import lead_from, lead_to
from processes.change.drawing.moving import lead_again
from processes.change.drawing.sheet import Sheet
from processes.change.kinds.eliminate.anchors import anchors, title
from processes.change.kinds.eliminate.cascade import drop_all
from processes.change.kinds.eliminate.refusals import check
from processes.change.kinds.eliminate.rewire import join_one_to_one
from processes.change.names import few, listed
from processes.change.refusal import KEEP, CannotChange, Choice
from processes.change.structure.stretch import Stretch, stretch_of
from processes.messages import _
from processes.model.graph import GATEWAYS

# How many gateways are looked at to find the one that belongs to another, and how many branches are offered alone.
MOST_LOOKED_AT, MOST_OFFERED = 8, 4
_ONE_ONLY = frozenset({"eventBasedGateway", "complexGateway"})


@dataclass(frozen=True, slots=True)
class Branch:
    """One way from a gateway to the one that belongs to it: the way in, the one out, and the nodes between them."""

    into: Element
    out: Element
    nodes: tuple[Element, ...] = ()


def pair_of(draft: Draft, nodes: Sequence[Element]) -> Stretch | None:
    """What lies between two gateways of which one goes on to the other, where some of it stays and no more goes."""
    ends = [str(node.get("id")) for node in nodes if kind(node) in GATEWAYS]
    if len(ends) != 2:
        return None
    ids = {str(node.get("id")) for node in nodes}
    for order in (ends, ends[::-1]):
        found = _stretch(draft, order)
        if found is not None and ids < _without_events(found):
            return found
    return None


def pair_with(draft: Draft, gateway: Element) -> Stretch | None:
    """What lies between a gateway and the one that belongs to it; None where none does."""
    for back in (False, True):
        for other in _gateways_from(draft, str(gateway.get("id")), back=back):
            ends = [str(gateway.get("id")), other]
            found = _stretch(draft, ends[::-1] if back else ends)
            if found is not None:
                return found
    return None


def _stretch(draft: Draft, ends: Sequence[str]) -> Stretch | None:
    try:
        return stretch_of(draft, ends, KEEP)
    except CannotChange:
        return None


def _without_events(stretch: Stretch) -> frozenset[str]:
    return frozenset(str(node.get("id")) for node in stretch.nodes if kind(node) != "boundaryEvent")


def _gateways_from(draft: Draft, start: str, *, back: bool) -> Iterator[str]:
    """The nearest gateways that can be reached from one, or from which it can be."""
    beside: dict[str, list[str]] = {}
    for flow in draft.flows():
        source, target = draft.ends(flow)
        beside.setdefault(target if back else source, []).append(source if back else target)
    seen, todo, found = {start}, [start], 0
    while todo and found < MOST_LOOKED_AT:
        for node in beside.get(todo.pop(0), ()):
            if node not in seen and node in draft.elements:
                seen.add(node)
                todo.append(node)
                if kind(draft.elements[node]) in GATEWAYS:
                    found += 1
                    yield node


def take_out_pair(
    draft: Draft, pair: Stretch, others: Sequence[Element], cascade: bool, also: frozenset[str]
) -> None:  # fmt: skip
    """Take the two gateways out, and `others` that make up whole branches between them; the rest is done in a row."""
    ids = {str(node.get("id")) for node in others}
    kept: list[Branch] = []
    empty: list[Branch] = []
    for branch in _branches(draft, pair):
        own = {str(node.get("id")) for node in branch.nodes if kind(node) != "boundaryEvent"}
        if own and own <= ids:
            for node in branch.nodes:
                check(draft, anchors(draft, node), cascade, also | own)
            drop_all(draft, branch.nodes)
            ids -= own
        else:
            (kept if own else empty).append(branch)
    if ids:
        raise _unclear(pair)
    if len(kept) > 1 and (not cascade or kind(pair.first) in _ONE_ONLY):
        raise _several(pair, kept)
    for branch in empty if kept else empty[1:]:
        draft.drop_flow(branch.into)
    if len(kept) > 1:
        _in_a_row(draft, pair, kept)
    else:
        _join(draft, pair)
    draft.undock()


def _branches(draft: Draft, pair: Stretch) -> list[Branch]:
    """The ways between the two, in the order of the file; raises `CannotChange` where they lead into one another."""
    first, last = str(pair.first.get("id")), str(pair.last.get("id"))
    ends = {flow: draft.ends(flow) for flow in pair.between}
    for flow in [flow for flow in pair.between if ends[flow] == (last, first)]:
        draft.drop_flow(flow)
        del ends[flow]
    if any(source == last or target == first for source, target in ends.values()):
        raise _unclear(pair)
    found: list[Branch] = []
    seen: set[str] = set()
    for into, (source, start) in ends.items():
        if source != first:
            continue
        nodes = _reached(draft, pair, start)
        outs = [flow for flow, (one, target) in ends.items() if target == last and one in nodes]
        if seen & nodes or (nodes and len(outs) != 1):
            raise _unclear(pair)
        seen |= nodes
        inner = tuple(node for node in pair.nodes if node.get("id") in nodes)
        found.append(Branch(into, outs[0] if outs else into, inner))
    return found


def _reached(draft: Draft, pair: Stretch, start: str) -> set[str]:
    """What lies between a node and the end of its branch, with what events at borders lead to."""
    ahead: dict[str, list[str]] = {}
    for flow in pair.between:
        source, target = draft.ends(flow)
        ahead.setdefault(source, []).append(target)
    for node in pair.nodes:
        if kind(node) == "boundaryEvent":
            ahead.setdefault(draft.ref(node.get("attachedToRef")), []).append(str(node.get("id")))
    found: set[str] = set()
    todo = [start]
    while todo:
        here = todo.pop()
        if here not in found and here != pair.last.get("id"):
            found.add(here)
            todo += ahead.get(here, ())
    return found


def _in_a_row(draft: Draft, pair: Stretch, kept: Sequence[Branch]) -> None:
    """Let several branches follow one another: the ways into them lead on from one to the next."""
    led = [pair.into]
    lead_to(draft, pair.into, draft.elements[draft.ends(kept[0].into)[1]])
    draft.drop_flow(kept[0].into)
    onward = [*(branch.into for branch in kept[1:]), pair.out]
    for branch, way in zip(kept, onward, strict=True):
        if way is not pair.out:
            forget_choice(way)
        lead_from(draft, way, draft.elements[draft.ends(branch.out)[0]])
        draft.drop_flow(branch.out)
        led.append(way)
    sheet = Sheet.of(draft, pair.first, pair.first.getparent())
    for gateway in (pair.first, pair.last):
        draft.drop_node(gateway)
    if sheet is not None:
        lead_again(draft, sheet.plane, sheet.scope, led)


def _join(draft: Draft, pair: Stretch) -> None:
    """Lead past both gateways; what was asked at them is asked no more."""
    parting = {draft.ends(flow)[0] for flow in pair.between}
    for gateway in (pair.first, pair.last):
        at = anchors(draft, gateway)
        if at.id in parting:
            forget_choice(at.outgoing[0])
        join_one_to_one(draft, at, at.incoming[0], at.outgoing[0])
        draft.drop_node(gateway)


def forget_choice(flow: Element) -> None:
    """Let a way be taken always: without what it was taken on, and the words for that."""
    for condition in flow.findall(BPMN + "conditionExpression"):
        flow.remove(condition)
    flow.attrib.pop("name", "")


def _several(pair: Stretch, kept: Sequence[Branch]) -> CannotChange:
    said = [few([title(node) for node in branch.nodes if kind(node) != "boundaryEvent"]) for branch in kept]
    words = _(
        "Between {first} and {last} there is work in several branches: {steps}. Say which of it stays.",
        first=title(pair.first), last=title(pair.last), steps=listed(said),
    )  # fmt: skip
    choices = []
    if kind(pair.first) not in _ONE_ONLY:
        choices.append(Choice("cascade", _("Do all of it, one after the other: {steps}", steps=listed(said))))
    for number, branch in enumerate(kept[:MOST_OFFERED]):
        rest = [node for other in kept if other is not branch for node in other.nodes]
        ids = [node.get("id") for node in (pair.first, *rest, pair.last) if kind(node) != "boundaryEvent"]
        choices.append(Choice("only", _("Keep only {steps}", steps=said[number]), tuple(map(str, ids))))
    return CannotChange("SEVERAL_BRANCHES", words, str(pair.first.get("id")), (*choices, KEEP))


def _unclear(pair: Stretch) -> CannotChange:
    words = _(
        "The ways between {first} and {last} lead into one another. Take out the steps between them first.",
        first=title(pair.first), last=title(pair.last),
    )  # fmt: skip
    return CannotChange("NOT_SESE", words, str(pair.first.get("id")), (KEEP,))
