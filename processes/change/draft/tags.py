"""Namespaces and tag names of BPMN XML."""

from __future__ import annotations

from lxml import etree

Element = etree._Element

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"

FLOW_SCOPES = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})


def kind(element: Element) -> str:
    """The BPMN tag of an element without its namespace; '' for anything that is not BPMN."""
    tag = element.tag
    return tag[len(BPMN) :] if isinstance(tag, str) and tag.startswith(BPMN) else ""


def own_text(element: Element) -> str:
    """The text of an element without the white space around it."""
    return (element.text or "").strip()


def full_text(element: Element) -> str:
    """All the text in an element on one line."""
    return " ".join("".join(str(text) for text in element.itertext()).split())


def ids_in(element: Element) -> set[str]:
    """The ids of an element and of everything in it."""
    return {i for e in element.iter() if isinstance(e.tag, str) and (i := e.get("id"))}
