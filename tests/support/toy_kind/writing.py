"""A new step in the file: itself, the way to it and on from it, the lane it stands in."""

from __future__ import annotations

from lxml import etree

from processes.change.draft import BPMN, Draft, Element
from processes.change.draft.connect import lead_to


def way_between(draft: Draft, source: str, target: str) -> Element | None:
    """The one way from a node to another."""
    found = [flow for flow in draft.flows() if draft.ends(flow) == (source, target)]
    return found[0] if len(found) == 1 else None


def put_between(draft: Draft, way: Element, step_id: str, title: str) -> tuple[Element, Element]:
    """Put a step on a way; gives it and the way on from it."""
    source, target = (draft.elements[end] for end in draft.ends(way))
    step = etree.Element(BPMN + "userTask", id=step_id, name=title)
    source.addnext(step)
    draft.add(step)
    on = etree.Element(BPMN + "sequenceFlow", id=draft.new_id("Way"), sourceRef=step_id)
    way.addnext(on)
    draft.add(on)
    lead_to(draft, on, target, instead_of=way)
    lead_to(draft, way, step)
    for tag, flow in (("incoming", way), ("outgoing", on)):
        etree.SubElement(step, BPMN + tag).text = flow.get("id")
    for listed in draft.all("flowNodeRef"):
        if draft.ref(listed.text) == source.get("id"):
            beside = etree.Element(listed.tag)
            beside.text = step_id
            listed.addnext(beside)
    return step, on
