"""Names of BPMN's elements and how to walk them."""

from __future__ import annotations

from lxml import etree

from processes.model.graph import ACTIVITIES, EVENTS, GATEWAYS

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
B, BDI, BDC, BDD = (f"{{{uri}}}" for uri in (BPMN, DI, DC, DD))
NODES = ACTIVITIES | EVENTS | GATEWAYS


def local(element: etree._Element) -> str:
    """Give an element's name if it is BPMN's, else ''."""
    tag = element.tag
    return tag[len(B) :] if isinstance(tag, str) and tag.startswith(B) else ""


def text_of(element: etree._Element | None) -> str:
    """Give all text inside an element, without the blanks around it."""
    return "" if element is None else "".join(map(str, element.itertext())).strip()
