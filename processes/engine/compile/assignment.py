"""What a model says about who does a step and until when, in the dialects of several builders, by local name."""

from __future__ import annotations

from typing import Any

from processes.engine.normalise.context import BPMN, Element, tag

KNOWN = frozenset({"assignee", "candidateUsers", "candidateGroups", "dueDate", "followUpDate", "priority", "notSameAs"})
ELEMENTS = {"assignmentDefinition", "taskSchedule", "priorityDefinition", "userTask"}


def attributes_in(node: Element) -> dict[str, str]:
    """What stands on a step: attributes, and elements of its extensions, of any name space but BPMN's own."""
    found = _of(node)
    for extensions in node:
        if tag(extensions) != "extensionElements":
            continue
        for element in extensions.iter():
            local = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
            if local in ELEMENTS:
                found |= _of(element, priority=local == "priorityDefinition", bare=True)
    return found


def _of(element: Element, *, priority: bool = False, bare: bool = False) -> dict[str, str]:
    found = {}
    for name, value in element.attrib.items():
        space, _, local = str(name).rpartition("}")
        if (not space and not bare) or space == "{" + BPMN or not str(value).strip():
            continue
        local = "priority" if priority and local == "priority" else local
        if local in KNOWN:
            found[local] = str(value).strip()
    return found


def separation_of_duties(scopes: dict[str, Any]) -> None:
    """Have four eyes see from both sides: if one step is not for who did another, neither is the other."""
    steps = {step.shown_at: step for graph in scopes.values() for step in graph.steps if step.manual}
    pairs = [(key, other) for key, step in steps.items() for other in _names(step.attributes.get("notSameAs", ""))]
    for key, other in pairs:
        if other in steps and key not in _names(steps[other].attributes.get("notSameAs", "")):
            mine = steps[other].attributes
            mine["notSameAs"] = ",".join([*_names(mine.get("notSameAs", "")), key])


def _names(text: str) -> list[str]:
    return [name for part in text.split(",") if (name := part.strip())]
