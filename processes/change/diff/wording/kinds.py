"""What kind of change a difference is, and which step it is about."""

from __future__ import annotations

from processes.change.tree.canonical import Twig
from processes.change.tree.differences import Difference
from processes.model.elements import NODES

_KINDS = {
    "error": "error", "message": "message", "signal": "signal", "escalation": "event", "process": "process",
    "lane": "lane", "laneSet": "lane", "participant": "pool", "group": "group", "category": "group",
    "association": "association", "messageFlow": "message_flow", "textAnnotation": "annotation",
    "sequenceFlow": "rerouted", "dataObject": "data", "dataObjectReference": "data", "dataStore": "data",
    "dataStoreReference": "data", "itemDefinition": "data", "property": "data", "dataInput": "data",
    "dataOutput": "data", "documentation": "documentation",
}  # fmt: skip
_FORM = frozenset({"formData", "formField", "formProperty", "userTaskForm", "formDefinition"})
_FORM_ATTRIBUTES = frozenset({"formKey", "formRef", "form", "formHandlerClass"})


def step_of(twig: Twig) -> str:
    """The id of the step or way that an element belongs to, else of the nearest thing that has one."""
    chain = list(twig.up())
    step = next((t for t in chain if t.bpmn in NODES or t.bpmn == "sequenceFlow"), None)
    holder = step or next((t for t in chain if t.bpmn and t.id), None)
    return holder.id if holder is not None else ""


def kind_of(found: Difference) -> str:
    """The kind of change that a difference is for who reads it."""
    chain = list(found.twig.up())
    names = {t.local for t in chain}
    bare = found.name.rpartition("}")[2]
    if found.twig.bpmn in NODES and found.what == "attribute":
        fixed = {"default": "default", "attachedToRef": "rerouted", "name": "retitled"}.get(found.name)
        return fixed or ("form" if bare in _FORM_ATTRIBUTES else "settings")
    if found.twig.bpmn in NODES and found.what in ("added", "removed"):
        return "rerouted"
    if names & _FORM:
        return "form"
    if any("correlation" in name.lower() for name in names):
        return "correlation"
    if found.twig.bpmn == "script":
        return "script"
    for twig in chain:
        if twig.bpmn == "sequenceFlow" and (found.twig is not twig or found.what in ("attribute", "order")):
            return "condition" if twig.children and found.twig.bpmn == "conditionExpression" else "settings"
        if twig.bpmn in NODES:
            return "settings"
        if twig.bpmn in _KINDS:
            return _KINDS[twig.bpmn]
    return "document"
