"""What to call the elements and attributes of a file, those of other tools too."""

from __future__ import annotations

import re

from processes.change.diff.wording.terms import term, words_of
from processes.change.names import label_of, plain, quoted
from processes.change.tree.canonical import Twig
from processes.messages import _
from processes.model.elements import NODES, B
from processes.model.graph import Graph
from processes.model.names import TYPE, refers_by_text

LONGEST = 120
# Where a text holds mark-up: what says which name space that is of, and nothing to people.
_DECLARED = re.compile(r' xmlns(:[\w.-]+)?="[^"]*"')
_NOUNS = {
    "definitions": "file", "participant": "pool", "textAnnotation": "note", "sequenceFlow": "way",
    "dataObjectReference": "data object", "dataStoreReference": "data store", "categoryValue": "category",
    "conditionExpression": "condition", "flowNodeRef": "step of the lane",
    "multiInstanceLoopCharacteristics": "repetition",
    "standardLoopCharacteristics": "repetition", "ioSpecification": "data specification", "script": "script",
    "incoming": "way in", "outgoing": "way out", "text": "text", "formData": "form", "userTaskForm": "form",
    "extensionElements": "extension",
}  # fmt: skip
_ATTRIBUTES = {
    "errorCode": "code", "escalationCode": "code", "id": "id", "name": "name", "label": "label",
    "attachedToRef": "step it is attached to", "calledElement": "process it calls", "default": "way taken otherwise",
    "processRef": "process", "categoryValueRef": "category",
    "dataObjectRef": "data object", "dataStoreRef": "data store", "itemSubjectRef": "item definition",
    "structureRef": "structure", "messageRef": "message", "signalRef": "signal", "errorRef": "error",
    "escalationRef": "escalation", "scriptFormat": "language of the script",
    "assignee": "assignee", "candidateGroups": "candidate groups", "candidateUsers": "candidate users",
    "dueDate": "due date", "priority": "priority", "formKey": "form",
}  # fmt: skip
_PREFIXES = {TYPE: "xsi:type"}
_SKIPPED = frozenset(
    {"extensionElements", "values", "formData", "properties", "inputOutput", "ioMapping", "taskHeaders"}
)
_LABELS = ("name", "label", "key", "id", "target", "event", "type", "class", "expression", "source")


def noun(twig: Twig) -> str:
    """What a kind of element is called: its BPMN name, or another tool's, in words."""
    known = _NOUNS.get(twig.local)
    return term(known) if known else words_of(twig.local)


def attribute(twig: Twig, name: str) -> str:
    """What an attribute is called: in plain words where there are some, else as the file writes it."""
    return known_attribute(name) or _("attribute {name}", name=written_attribute(twig, name))


def known_attribute(name: str) -> str:
    """The plain words for an attribute; empty where there are none."""
    bare = name.rpartition("}")[2]
    return term(_ATTRIBUTES[bare]) if bare in _ATTRIBUTES and name not in _PREFIXES else ""


def written_attribute(twig: Twig, name: str) -> str:
    """An attribute as the file writes it."""
    bare = name.rpartition("}")[2]
    if name in _PREFIXES:
        return _PREFIXES[name]
    if name == bare:
        return bare
    uri = name[1:].partition("}")[0]
    prefix = next((str(p) for p, u in twig.element.nsmap.items() if u == uri and p), "")
    return f"{prefix}:{bare}" if prefix else bare


def short(text: str | None) -> str:
    """A value in quotation marks, on one line and not too long."""
    return quoted(shortened(text))


def shortened(text: str | None) -> str:
    """A value on one line and not too long."""
    flat = _DECLARED.sub("", plain(text or ""))
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"


def called(twig: Twig, graph: Graph) -> str:
    """An element as a reader knows it, with what it belongs to: the form field “Amount” of “Check”."""
    return _within(_called(twig, graph), twig, graph)


def _within(own: str, twig: Twig, graph: Graph) -> str:
    for outer in list(twig.up())[1:]:
        if outer.local in _SKIPPED or outer.local in ("definitions", "laneSet", "collaboration"):
            continue
        if outer.bpmn == "process" and (len(graph.processes) < 2 or twig.bpmn in NODES or twig.bpmn == "sequenceFlow"):
            return own
        if outer.bpmn == "sequenceFlow" and outer.id in graph.flows:
            part = _("{part} of the way from {source} to {target}", part=own, **_ends(graph, outer.id))
            return _within(part, outer, graph)
        return _("{part} of {whole}", part=own, whole=called(outer, graph))
    return own


def _called(twig: Twig, graph: Graph) -> str:
    if twig.bpmn in NODES:
        return label_of(graph, twig.id)
    if twig.bpmn == "sequenceFlow" and twig.id in graph.flows:
        return _("the way from {source} to {target}", **_ends(graph, twig.id))
    if twig.bpmn == "definitions":
        return _("the file")
    what, label = noun(twig), _label(twig)
    return _("the {what} {label}", what=what, label=label) if label else _("the {what}", what=what)


def _ends(graph: Graph, flow: str) -> dict[str, str]:
    known = graph.flows[flow]
    return {"source": label_of(graph, known.source), "target": label_of(graph, known.target)}


def _label(twig: Twig) -> str:
    if twig.bpmn == "process":
        return quoted(twig.attributes.get("name") or twig.id)
    if twig.bpmn in ("documentation", "extensionElements", "conditionExpression", "text") or twig.local in _SKIPPED:
        return ""
    if twig.tag == f"{B}textAnnotation":
        return short(" ".join(c.text for c in twig.children))
    if refers_by_text(twig.bpmn):
        return short(twig.text)
    key = next(
        (k for k in _LABELS if plain(twig.attributes.get(k, "")) and not (k == "id" and _unlabelled(twig))), None
    )
    return short(twig.attributes[key]) if key else ""


def _unlabelled(twig: Twig) -> bool:
    """Parts of steps whose ids say nothing to a reader."""
    return twig.bpmn.endswith(("EventDefinition", "LoopCharacteristics", "Specification", "Association"))
