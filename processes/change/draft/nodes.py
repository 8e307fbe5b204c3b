"""New nodes and ways in the file itself: written, listed and put in a lane as their neighbours are."""

from __future__ import annotations

from lxml import etree

from processes.change.draft.connect import lead_to, list_ends
from processes.change.draft.lines import put_after
from processes.change.draft.tags import BPMN, Element, kind, own_text
from processes.change.draft.tree import Draft
from processes.expressions.language import expression_fault

_PREFIXES = {"Gateway": "Gateway", "Event": "Event", "sequenceFlow": "Flow"}


def new_node(draft: Draft, tag: str, place: Element, name: str = "", identity: str = "") -> Element:
    """A node behind another one in the same scope, nothing leading to it yet; its id is new unless one is given."""
    prefix = next((said for end, said in _PREFIXES.items() if tag.endswith(end)), "Activity")
    node = etree.Element(BPMN + tag, id=identity or draft.new_id(prefix))
    if name:
        node.set("name", name)
    put_after(place, node)
    draft.add(node)
    return node


def new_flow(draft: Draft, source: Element, target: Element, place: Element, identity: str = "") -> Element:
    """A way from one node to another, behind another element; listed at its ends where ways are listed there."""
    flow = etree.Element(
        BPMN + "sequenceFlow", id=identity or draft.new_id("Flow"),
        sourceRef=str(source.get("id")), targetRef=str(target.get("id")),
    )  # fmt: skip
    put_after(place, flow)
    draft.add(flow)
    list_ends(draft, flow)
    return flow


def put_on(draft: Draft, way: Element, node: Element, identity: str = "") -> Element:
    """Lead a way to a new node, and a new way on from there; gives that. The way keeps its condition and its source."""
    target = draft.elements[draft.ends(way)[1]]
    on = etree.Element(BPMN + "sequenceFlow", id=identity or draft.new_id("Flow"))
    on.set("sourceRef", str(node.get("id")))
    put_after(way, on)
    draft.add(on)
    lead_to(draft, on, target, instead_of=way)
    lead_to(draft, way, node)
    for flow in (way, on):
        list_ends(draft, flow)
    return on


def lane_of(draft: Draft, node: Element) -> Element | None:
    """The innermost lane that names a node."""
    found = None
    for reference in draft.all("flowNodeRef"):
        if draft.ref(own_text(reference)) == node.get("id"):
            lane = reference.getparent()
            if lane is not None and (found is None or found in lane.iterancestors()):
                found = lane
    return found


def put_in_lane(draft: Draft, node: Element, lane: Element | None) -> None:
    """Let a lane name a node, and no other lane but those around it."""
    identity = str(node.get("id"))
    around = [lane, *lane.iterancestors(BPMN + "lane")] if lane is not None else []
    named = []
    for reference in draft.all("flowNodeRef"):
        if draft.ref(own_text(reference)) == identity:
            holder = reference.getparent()
            if holder in around:
                named.append(holder)
            else:
                draft.drop(reference)
    if lane is None or lane in named:
        return
    reference = etree.Element(BPMN + "flowNodeRef")
    reference.text = identity
    listed = lane.findall(BPMN + "flowNodeRef")
    before = listed[-1] if listed else next((c for c in reversed(lane) if kind(c) in _BEFORE_REFERENCES), None)
    if before is not None:
        put_after(before, reference)
    else:
        reference.tail = lane.text if len(lane) else None
        lane.insert(0, reference)


_BEFORE_REFERENCES = ("documentation", "extensionElements", "partitionElement")


def write_condition(flow: Element, text: str) -> None:
    """Let a way be taken on a condition: where it cannot be worked out it is the words that people choose by."""
    for old in flow.findall(BPMN + "conditionExpression"):
        flow.remove(old)
    if not text:
        return
    if expression_fault(text):
        flow.set("name", text)
        return
    condition = etree.SubElement(flow, BPMN + "conditionExpression")
    condition.set(_TYPE, f"{flow.prefix}:tFormalExpression" if flow.prefix else "tFormalExpression")
    condition.text = text
    tail, condition.tail = condition.tail, None
    if flow.tail and not flow.tail.strip():
        flow.text = flow.text if flow.text and flow.text.strip() else flow.tail + "  "
        condition.tail = flow.tail
    else:
        condition.tail = tail


_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
