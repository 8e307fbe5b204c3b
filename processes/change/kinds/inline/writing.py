"""Letting the steps of a sub-process stand in its place, in the file and in the drawing."""

from __future__ import annotations

from dataclasses import dataclass

from processes.change.contract import node_of
from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.draft.connect import lead_to
from processes.change.draft.nodes import lane_of, put_in_lane
from processes.change.drawing.moving import lead_again
from processes.change.kinds.inline.drawing import bring_out
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.paths import alone, called, check_way, nothing_attached
from processes.messages import _
from processes.model.elements import NODES

CODES = {
    **structural("NOT_A_SEQUENCE", "BROKEN_INPUT_FLOW", "CROSS_SCOPE_FLOW", "BOUNDARY_EVENT_ATTACHED", "TWO_CONDITIONS",
                 "NOT_SESE"),
    "NOT_A_SUB_PROCESS": "the step is no sub-process with steps of its own",
    "DONE_AS_A_WHOLE": "the sub-process is repeated, undone or watched as a whole",
}  # fmt: skip
# What stands in a sub-process besides its steps and goes where they go.
_ALONG = frozenset({
    "sequenceFlow", "dataObject", "dataObjectReference", "dataStoreReference", "textAnnotation", "association", "group",
})  # fmt: skip
_OWN = frozenset({"documentation", "extensionElements", "incoming", "outgoing"})


@dataclass(frozen=True, slots=True)
class Inside:
    """A sub-process that can dissolve: what leads to its first step and on from its last, and what stands in it."""

    holder: Element
    into: Element
    out: Element
    start: Element
    begins: Element
    end: Element
    ends: Element
    along: tuple[Element, ...]

    @property
    def nodes(self) -> list[str]:
        """The ids of the nodes that come out of it."""
        return [str(one.get("id")) for one in self.along if kind(one) in NODES]

    @property
    def flows(self) -> list[str]:
        """The ids of the ways between them."""
        return [str(one.get("id")) for one in self.along if kind(one) == "sequenceFlow" and one is not self.ends]


def may_inline(draft: Draft, step: str) -> bool:
    """Whether a sub-process could dissolve."""
    try:
        _check(draft, step, Choice("keep", ""))
    except CannotChange:
        return False
    return True


def inline(draft: Draft, step: str, keep: Choice) -> None:
    """Let a sub-process dissolve; raises `CannotChange`."""
    inside = _check(draft, step, keep)
    holder, lane = inside.holder, lane_of(draft, inside.holder)
    first = draft.elements[draft.ends(inside.begins)[1]]
    after = draft.elements[draft.ends(inside.out)[1]]
    condition = inside.out.find(BPMN + "conditionExpression")
    if condition is not None:
        inside.ends.append(condition)
    if inside.out.get("name") and not inside.ends.get("name"):
        inside.ends.set("name", str(inside.out.get("name")))
    plane = bring_out(draft, holder, inside.nodes, inside.flows)
    _move_out(inside)
    lead_to(draft, inside.into, first)
    lead_to(draft, inside.ends, after)
    for flow in (inside.begins, inside.out):
        draft.drop_flow(flow)
    for node in (inside.start, inside.end, holder):
        draft.drop_node(node)
    for name in inside.nodes:
        put_in_lane(draft, draft.elements[name], lane)
    draft.undock()
    if plane is not None:
        lead_again(draft, plane, first.getparent(), (inside.into, inside.ends))


def _move_out(inside: Inside) -> None:
    """Put what stands in a sub-process behind it, and the ways behind the one to it; the last where that from it is."""
    node, way = inside.holder, inside.into
    for element in inside.along:
        place = inside.out if element is inside.ends else way if kind(element) == "sequenceFlow" else node
        place.addnext(element)
        element.tail = place.tail
        if place is way:
            way = element
        elif place is node:
            node = element


def _check(draft: Draft, step: str, keep: Choice) -> Inside:
    holder = node_of(draft, step)
    if kind(holder) != "subProcess" or holder.get("triggeredByEvent") == "true":
        words = _("{step} is no sub-process with steps of its own. Choose one.", step=called(holder))
        raise CannotChange("NOT_A_SUB_PROCESS", words, step, (keep,))
    nothing_attached(draft, (holder,), keep)
    path = alone(draft, step, keep)
    along = tuple(child for child in holder if kind(child) in _ALONG or kind(child) in NODES)
    known = {*along, *(child for child in holder if kind(child) in _OWN or not isinstance(child.tag, str))}
    if any(child not in known for child in holder) or _acts_as_a_whole(draft, holder):
        words = _(
            "{step} is repeated, undone or watched as a whole, which its steps alone could not be.",
            step=called(holder),
        )
        raise CannotChange("DONE_AS_A_WHOLE", words, step, (keep,))
    ways = {(kind(one), end): [f for f in draft.flows() if draft.ends(f)[end] == one.get("id")]
            for one in along for end in (0, 1) if kind(one) in ("startEvent", "endEvent")}  # fmt: skip
    starts = [one for one in along if kind(one) == "startEvent"]
    ends = [one for one in along if kind(one) == "endEvent"]
    begins, last = ways.get(("startEvent", 0), []), ways.get(("endEvent", 1), [])
    loose = [one for one in along if kind(one) in NODES and not _is_joined(draft, one)]
    plain = not any(kind(child).endswith("Definition") or kind(child).endswith("DefinitionRef")
                    for one in (*starts, *ends) for child in one)  # fmt: skip
    single = len(starts) == len(ends) == len(begins) == len(last) == 1 and plain and not loose
    if not single or draft.ends(begins[0])[1] == ends[0].get("id"):
        words = _(
            "{step} does not begin and end at one place each, so that nothing could stand in its place.",
            step=called(holder),
        )
        raise CannotChange("NOT_SESE", words, step, (keep,))
    for flow in (*begins, *last):
        check_way(draft, flow, keep)
    if all(flow.find(BPMN + "conditionExpression") is not None for flow in (last[0], path.out)):
        words = _("The ways to the end of {step} and on from it are both taken on a condition.", step=called(holder))
        raise CannotChange("TWO_CONDITIONS", words, step, (keep,))
    rest = tuple(one for one in along if one not in (starts[0], ends[0], begins[0]))
    return Inside(holder, path.into, path.out, starts[0], begins[0], ends[0], last[0], rest)


def _is_joined(draft: Draft, node: Element) -> bool:
    """Whether a node is neither a beginning nor an end that nobody drew."""
    identity, what = node.get("id"), kind(node)
    ends = [draft.ends(flow) for flow in draft.flows()]
    comes = any(target == identity for _source, target in ends) or what in ("startEvent", "boundaryEvent")
    return comes and (any(source == identity for source, _target in ends) or what == "endEvent")


def _acts_as_a_whole(draft: Draft, holder: Element) -> bool:
    identity = holder.get("id")
    if holder.get("isForCompensation") == "true" or any(
        child.get("triggeredByEvent") == "true" or child.get("isForCompensation") == "true" for child in holder
    ):
        return True
    called_back = any(draft.ref(e.get("activityRef")) == identity for e in draft.all("compensateEventDefinition"))
    tied = any(identity in draft.ends(link) for tag in ("messageFlow",) for link in draft.all(tag))
    inner = any(True for _one in holder.iter(BPMN + "compensateEventDefinition", BPMN + "terminateEventDefinition"))
    return called_back or tied or inner
