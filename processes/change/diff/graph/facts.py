"""What a step's XML says beyond the graph: waiting times, messages, repetition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from processes.change.draft.tags import BPMN, Element, full_text, kind
from processes.change.tree.canonical import KEPT
from processes.messages import _, pgettext
from processes.model import Model, ensure_ids
from processes.model.graph import ACTIVITIES, EVENTS, GATEWAYS

_NODES = ACTIVITIES | EVENTS | GATEWAYS
_REFERRED = {"messageRef": "message", "signalRef": "signal", "errorRef": "error", "escalationRef": "escalation"}


@dataclass(frozen=True, slots=True)
class Facts:
    """`events` is kind of event → what it waits for or sends; `loop` how often it is done."""

    events: tuple[tuple[str, str], ...] = ()
    loop: str = ""


@lru_cache(maxsize=KEPT)
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
    events, loop = [], ""
    for child in node:
        tag = kind(child)
        if tag.endswith("EventDefinition"):
            events.append((tag.removesuffix("EventDefinition"), _event(child, names)))
        elif tag.endswith("LoopCharacteristics"):
            loop = _loop(child)
    return Facts(tuple(sorted(events)), loop)


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
    words = pgettext("how often", "repeats")
    if kind(characteristics) == "multiInstanceLoopCharacteristics":
        in_turn = characteristics.get("isSequential") == "true"
        words = _("once for each, one after the other") if in_turn else _("once for each, all at once")
    inner = " ".join(full_text(c) for c in characteristics).strip()
    return _("{words} ({expression})", words=words, expression=inner) if inner else words
