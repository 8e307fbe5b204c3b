"""Which decision a step of a model asks, in each of the dialects in which that is said."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from processes.characters import bare
from processes.model.elements import Element, S


@dataclass(frozen=True, slots=True)
class Asked:
    """The decision that a task names, the field its result goes to, how it is told there, and whether the first counts.

    SpiffWorkflow takes the first rule that holds where DMN wants only one to hold.
    """

    id: str
    into: str = ""
    shape: str = ""
    first: bool = False


def decision_of(node: Element) -> Asked | None:
    """The decision that a task names in any of the dialects known; None where it names none."""
    own = node.get(S + "decision")
    if own:
        return Asked(own, node.get(S + "resultVariable", ""))
    by = {bare(name): str(value) for name, value in node.attrib.items() if "}" in str(name)}
    if by.get("decisionRef"):
        shape = by.get("mapDecisionResult", "resultList") if by.get("resultVariable") else ""
        return Asked(by["decisionRef"], by.get("resultVariable", ""), shape)
    for element in node.iter(etree.Element):
        local = bare(element.tag)
        if local == "calledDecision" and element.get("decisionId"):
            return Asked(element.get("decisionId", ""), element.get("resultVariable", ""))
        if local == "calledDecisionId" and (element.text or "").strip():
            return Asked((element.text or "").strip(), first=True)
        if local == "field" and element.get("name") == "decisionTableReferenceKey":
            said = element.get("stringValue") or "".join(str(t) for t in element.itertext()).strip()
            return Asked(said) if said else None
    return None
