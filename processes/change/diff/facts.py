"""What a step's XML says beyond the graph: waiting times, messages, repetition, settings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from processes.change.draft.tags import BPMN, Element, full_text, kind
from processes.model import Model, ensure_ids
from processes.model.graph import ACTIVITIES, EVENTS, GATEWAYS

_NODES = ACTIVITIES | EVENTS | GATEWAYS
_TOLD_ELSEWHERE = frozenset({"incoming", "outgoing", "documentation", "laneSet", "sequenceFlow", "association",
                             "textAnnotation", "group", "dataObject", "dataObjectReference"})  # fmt: skip
_REFERRED = {"messageRef": "message", "signalRef": "signal", "errorRef": "error", "escalationRef": "escalation"}


@dataclass(frozen=True, slots=True)
class Facts:
    """`events` is kind of event → what it waits for or sends; `settings` is everything else, in one canonical text."""

    events: tuple[tuple[str, str], ...] = ()
    loop: str = ""
    settings: str = ""


def facts(model: Model) -> dict[str, Facts]:
    """The facts of every node of a model, by id."""
    root = model.copy_root()
    ensure_ids(root)
    names = {
        str(e.get("id")): e.get("name") or ""
        for e in root.iter(*(BPMN + tag for tag in _REFERRED.values()))
        if e.get("id")
    }
    return {str(e.get("id")): _facts(e, names) for e in root.iter(etree.Element) if kind(e) in _NODES}


def _facts(node: Element, names: dict[str, str]) -> Facts:
    events, settings, loop = [], [_attributes(node)], ""
    for child in node:
        tag = kind(child)
        if tag.endswith("EventDefinition"):
            events.append((tag.removesuffix("EventDefinition"), _event(child, names)))
        elif tag.endswith("LoopCharacteristics"):
            loop = _loop(child)
        elif isinstance(child.tag, str) and tag not in _TOLD_ELSEWHERE and tag not in _NODES:
            settings.append(_canonical(child))
    return Facts(tuple(sorted(events)), loop, "\n".join(s for s in settings if s))


def _attributes(node: Element) -> str:
    skip = {"id", "name", "default", "attachedToRef"}
    return " ".join(f"{k!s}={v!s}" for k, v in sorted(node.attrib.items()) if k not in skip)


def _event(definition: Element, names: dict[str, str]) -> str:
    words = []
    for field in _REFERRED:
        value = definition.get(field)
        if value:
            words.append(names.get(value) or names.get(value.rpartition(":")[2]) or value)
    if definition.get("name"):
        words.append(str(definition.get("name")))
    words += [full_text(child) for child in definition if kind(child) != "extensionElements"]
    return " ".join(w for w in words if w)


def _loop(characteristics: Element) -> str:
    words = "repeats"
    if kind(characteristics) == "multiInstanceLoopCharacteristics":
        in_turn = characteristics.get("isSequential") == "true"
        words = "once for each, one after the other" if in_turn else "once for each, all at once"
    inner = " ".join(full_text(c) for c in characteristics).strip()
    return f"{words} ({inner})" if inner else words


def _canonical(element: Element) -> str:
    text = etree.canonicalize(etree.tostring(element, encoding="unicode", with_tail=False), strip_text=True)
    return re.sub(r' xmlns(:\w+)?="[^"]*"', "", text)
