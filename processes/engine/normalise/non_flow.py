"""What takes no part in the flow is taken out: drawings, attributes that only the import writes, shared definitions."""

from __future__ import annotations

import copy

from processes.engine.normalise import compensation, data_associations, mappings
from processes.engine.normalise.context import (
    B,
    Context,
    Element,
    S,
    definitions_of,
    nodes_of,
    quoted_title,
    remove,
    tag,
)
from processes.messages import _

OWN = (
    "activation", "adhoc", "ask", "at", "begins", "called", "code", "come", "condition", "count", "collection",
    "element", "every", "expression", "inputs", "interrupts", "into", "item", "kept", "kind", "listeners", "mapping",
    "name", "on", "outputs", "owns", "rest", "said", "start", "time", "undo", "undoer", "undoes", "until", "variable",
    "watch", "while", "zone",
)  # fmt: skip


def apply(context: Context) -> None:
    """Take out what does not take part in the flow, and say so."""
    _diagram(context)
    _shared(context)
    data_associations.apply(context)
    mappings.apply(context)
    compensation.apply(context)
    for element in list(context.root.iter(B + "subProcess")):
        if (
            element.get("triggeredByEvent") == "true"
            and not element.get(S + "undoer")
            and not _starts_by_event(element)
        ):
            words = _(
                "The event sub-process {step} is shown, but nothing starts it when the process runs.",
                step=quoted_title(element),
            )
            context.assume("EVENT_SUBPROCESS_ASIDE", element, words, blocks=True)
            remove(element)


def clear(context: Context) -> None:
    """Take out what only the import may write: a model cannot bring it."""
    for element in context.root.iter():
        if isinstance(element.tag, str) and any(str(name).startswith(S) for name in element.attrib):
            for name in OWN:
                element.attrib.pop(S + name, "")


def _starts_by_event(element: Element) -> bool:
    starts = [node for node in nodes_of(element) if tag(node) == "startEvent"]
    return len(starts) == 1 and bool(definitions_of(starts[0]))


def _diagram(context: Context) -> None:
    for element in [e for e in context.root if isinstance(e.tag, str) and e.tag.endswith("}BPMNDiagram")]:
        remove(element)


def _shared(context: Context) -> None:
    """Events that refer to a definition of the file get a copy of it."""
    shared = {e.get("id"): e for e in definitions_of(context.root) if e.get("id")}
    for reference in list(context.root.iter(B + "eventDefinitionRef")):
        event = reference.getparent()
        wanted = "".join(str(part) for part in reference.itertext()).strip().rpartition(":")[2]
        if event is None:
            continue
        if wanted in shared:
            definition = copy.deepcopy(shared[wanted])
            del definition.attrib["id"]
            event.replace(reference, definition)
            continue
        event.remove(reference)
        words = _(
            "The event {event} refers to “{name}”, which the file does not hold: it is left out.",
            event=quoted_title(event),
            name=wanted,
        )
        context.assume("SHARED_EVENT", event, words, blocks=True)
