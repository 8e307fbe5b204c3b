"""What a model says about who does a step and until when, in the dialects of several builders, by local name."""

from __future__ import annotations

from processes.model.elements import BPMN, Element, local

KNOWN = frozenset({"assignee", "candidateUsers", "candidateGroups", "dueDate", "followUpDate", "priority", "notSameAs"})
ELEMENTS = {"assignmentDefinition", "taskSchedule", "priorityDefinition", "userTask"}


def attributes_in(node: Element) -> dict[str, str]:
    """What stands on a step: attributes, and elements of its extensions, of any name space but BPMN's own."""
    found = _of(node)
    for extensions in node:
        if local(extensions) != "extensionElements":
            continue
        for element in extensions.iter():
            name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
            if name in ELEMENTS:
                found |= _of(element, bare=True)
    return found


def _of(element: Element, *, bare: bool = False) -> dict[str, str]:
    """The attributes that are known, those without a name space only where they are `bare` in the dialect."""
    found = {}
    for name, value in element.attrib.items():
        space, _, known = str(name).rpartition("}")
        if (not space and not bare) or space == "{" + BPMN or not str(value).strip():
            continue
        if known in KNOWN:
            found[known] = str(value).strip()
    return found
