"""How long a message that nobody waits for is kept: as its event, message or process says, in any name space."""

from __future__ import annotations

from collections.abc import Iterator

from processes.engine.normalise.context import B, Context, Element, S, definitions_of, opens
from processes.messages import _
from processes.schedule import timers

NAME = "timeToLive"


def keep(context: Context, node: Element, on: Element, reference: str | None) -> None:
    """Write on an event or task that sends a message how long it is kept; a time that cannot be read is said."""
    text = next(_declarations(context, node, reference), "")
    if not text:
        return
    if timers.is_time("timeDuration", text):
        on.set(S + "kept", text)
    else:
        words = _(
            "{step} says that its message is kept for “{text}”, which is no length of time: it is a day.",
            step=opens(node),
            text=text,
        )
        context.assume("NOT_CARRIED_OUT", node, words)


def _declarations(context: Context, node: Element, reference: str | None) -> Iterator[str]:
    """What is said, the nearest first: by the event, its definition, the message, the process."""
    message = next((m for m in context.root.iter(B + "message") if reference and m.get("id") == reference), None)
    around = next(node.iterancestors(B + "process"), None)
    yield from _on(node)
    for definition in definitions_of(node):
        yield from _on(definition)
    for element in (message, around):
        if element is not None:
            yield from _on(element)


def _on(element: Element) -> Iterator[str]:
    """What stands on an element, and in its own extensions."""
    about = [element]
    for holder in (child for child in element if child.tag == B + "extensionElements"):
        about += [one for one in holder.iter() if isinstance(one.tag, str)]
    for one in about:
        for name, value in one.attrib.items():
            if str(name).rpartition("}")[2] == NAME and str(value).strip():
                yield str(value).strip()
