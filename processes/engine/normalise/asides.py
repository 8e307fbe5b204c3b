"""What the engine does not carry out and sets aside: data declarations, compensation, event sub-processes."""

from __future__ import annotations

from processes.engine.normalise.context import B, Context, Element, definitions_of, nodes_of, remove, tag, title

DATA = (
    "dataStore", "dataStoreReference", "dataInputAssociation", "dataOutputAssociation", "ioSpecification",
    "dataObject", "dataObjectReference", "property",
)  # fmt: skip


def apply(context: Context) -> None:
    """Take out what does not take part in the flow, and say so."""
    _diagram(context)
    _data(context)
    for element in list(context.root.iter(B + "subProcess")):
        if element.get("triggeredByEvent") == "true" and not _starts_by_event(element):
            words = f"The event sub-process “{title(element)}” is shown, but nothing starts it when the process runs."
            context.assume("EVENT_SUBPROCESS_ASIDE", element, words, blocks=True)
            remove(element)
    for element in list(context.root.iter()):
        if tag(element) and element.get("isForCompensation") == "true":
            words = f"“{title(element)}” only undoes other work: it is shown, but not part of a run."
            context.assume("COMPENSATION_ASIDE", element, words, blocks=True)
            remove(element)
    for definition in list(context.root.iter(B + "compensateEventDefinition")):
        _compensation(context, definition)


def _starts_by_event(element: Element) -> bool:
    starts = [node for node in nodes_of(element) if tag(node) == "startEvent"]
    return len(starts) == 1 and bool(definitions_of(starts[0]))


def _diagram(context: Context) -> None:
    for element in [e for e in context.root if isinstance(e.tag, str) and e.tag.endswith("}BPMNDiagram")]:
        remove(element)


def _data(context: Context) -> None:
    gone = 0
    for name in DATA:
        for element in list(context.root.iter(B + name)):
            remove(element)
            gone += 1
    for element in context.root.iter():
        for child in [c for c in element if tag(c) == "eventDefinitionRef"]:
            element.remove(child)
            words = f"The event “{title(element)}” refers to a shared definition: it is known by its own name."
            context.assume("SHARED_EVENT", element, words, blocks=True)
    if gone:
        words = "Data objects and stores are shown; what people fill in travels with the instance as a whole."
        context.assume("DATA_ASIDE", context.root, words)


def _compensation(context: Context, definition: Element) -> None:
    event = definition.getparent()
    if event is None:
        return
    words = f"“{title(event)}” undoes earlier work: it is shown, and passed without doing anything."
    context.assume("COMPENSATION_ASIDE", event, words, blocks=True)
    if tag(event) == "boundaryEvent":
        remove(event)
    elif definition in definitions_of(event):
        event.remove(definition)
