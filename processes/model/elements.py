"""Names of BPMN's elements and how to walk them."""

from __future__ import annotations

from typing import TypeAlias

from lxml import etree

from processes.called import Spot, Spots
from processes.characters import one_line
from processes.model.graph import ACTIVITIES, EVENTS, GATEWAYS

Element: TypeAlias = etree._Element

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
STEPWELL = "https://stepwell.dev/bpmn"
B, BDI, BDC, BDD = (f"{{{uri}}}" for uri in (BPMN, DI, DC, DD))
S = f"{{{STEPWELL}}}"
NODES = ACTIVITIES | EVENTS | GATEWAYS


def local(element: Element) -> str:
    """Give an element's name if it is BPMN's, else ''."""
    tag = element.tag
    return tag[len(B) :] if isinstance(tag, str) and tag.startswith(B) else ""


def text_of(element: Element | None) -> str:
    """Give all text inside an element, without the blanks around it."""
    return "" if element is None else "".join(map(str, element.itertext())).strip()


def spots_in(holder: Element) -> Spots:
    """Give the flow nodes that stand directly in a process or sub-process, as they are called without a name."""
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for flow in holder.iterfind(f"{B}sequenceFlow"):
        source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
        before.setdefault(target, []).append(source)
        after.setdefault(source, []).append(target)
    inside = one_line(holder.get("name") or "") if local(holder) in NODES else ""
    return Spots(
        {
            id: Spot(
                local(node), one_line(node.get("name") or ""),
                tuple(local(c) for c in node if local(c).endswith("EventDefinition")),
                tuple(before.get(id, ())), tuple(after.get(id, ())), node.get("attachedToRef"), inside=inside,
            )
            for node in holder
            if local(node) in NODES and (id := node.get("id", ""))
        }
    )  # fmt: skip
