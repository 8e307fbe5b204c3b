"""Ids, and references that name nothing: every flow node and flow gets one id of its own."""

from __future__ import annotations

from processes.engine.normalise.context import NODES, B, Context, Element, tag

REFERENCES = (
    ("messageEventDefinition", "messageRef", "message"),
    ("signalEventDefinition", "signalRef", "signal"),
    ("errorEventDefinition", "errorRef", "error"),
    ("escalationEventDefinition", "escalationRef", "escalation"),
    ("receiveTask", "messageRef", "message"),
    ("sendTask", "messageRef", "message"),
)


def apply(context: Context) -> None:
    """Give ids where there are none or where they are taken, and drop references to nothing."""
    _ids(context)
    known = {kind: _named(context, kind) for kind in ("message", "signal", "error", "escalation")}
    for name, attribute, kind in REFERENCES:
        for element in context.root.iter(B + name):
            _reference(context, element, attribute, known[kind])


def _ids(context: Context) -> None:
    seen: set[str] = set()
    for element in context.root.iter():
        kind = tag(element)
        if kind not in NODES and kind not in ("sequenceFlow", "process"):
            continue
        known = element.get("id")
        if not known or known in seen:
            element.set("id", _free(known, seen) if known else context.new_id(kind))
            if known:
                words = f"Two elements share the id “{known}”: the second one runs under a name of its own."
                context.assume("DUPLICATE_ID", element, words, blocks=True)
        seen.add(element.get("id", ""))


def _free(known: str, seen: set[str]) -> str:
    number = 2
    while f"{known}-{number}" in seen:
        number += 1
    return f"{known}-{number}"


def _named(context: Context, kind: str) -> set[str]:
    for element in context.root.iter(B + kind):
        if not element.get("id"):
            element.set("id", context.new_id(kind))
        if not element.get("name"):
            element.set("name", element.get("id", ""))
    return {element.get("id", "") for element in context.root.iter(B + kind)}


def _reference(context: Context, element: Element, attribute: str, known: set[str]) -> None:
    value = element.get(attribute)
    if value is None or value in known:
        return
    local = value.rpartition(":")[2]
    if local in known:
        element.set(attribute, local)
        return
    del element.attrib[attribute]
    words = f"An event refers to “{value}”, which the file does not hold: the event is known by its own name."
    context.assume("REFERENCE_TO_NOTHING", element, words, blocks=True)
