"""What a model says to other engines and nobody does here: said to the user, rather than passed over in silence."""

from __future__ import annotations

import re

from processes.engine.normalise.context import B, Context, Element, opens, tag
from processes.messages import _, ngettext

LISTENERS = {"executionListener", "taskListener", "listener"}
ATTRIBUTES = {
    "skipExpression": _("{step} is to be skipped under a condition: it is done always."),
    "errorMessageVariable": _("{step} asks for the words of an error: only its code is kept."),
    "activeElementsCollection": _("{step} names the steps to begin with: people choose them."),
}
_EXPRESSION = re.compile(r"^\s*=|[$#]\{")


def apply(context: Context) -> None:
    """Say what is not carried out; what would have another meaning without it keeps the model from being executed."""
    for element in context.root.iter():
        kind = tag(element)
        if kind in ("message", "signal"):
            _name(context, element, kind)
        if element.get("id") and kind and not kind.endswith("EventDefinition"):
            _attributes(context, element)
        if element.get("instantiate") == "true" and kind in ("receiveTask", "eventBasedGateway"):
            words = _(
                "{step} is to start cases, but cannot: people start them, and it waits then.", step=opens(element)
            )
            context.assume("NOT_CARRIED_OUT", element, words)


def _name(context: Context, element: Element, kind: str) -> None:
    name = element.get("name") or ""
    is_message = kind == "message"
    if _EXPRESSION.search(name):
        if is_message:
            words = _(
                "The message “{name}” has a name that is to be worked out in each case: names are taken as they stand.",
                name=name,
            )
        else:
            words = _(
                "The signal “{name}” has a name that is to be worked out in each case: names are taken as they stand.",
                name=name,
            )
        context.assume("NAME_WORKED_OUT", element, words, blocks=True)
    if any(_local(str(key)) == "scope" and value == "processInstance" for key, value in element.attrib.items()):
        if is_message:
            words = _("The message “{name}” is meant for its own case only: it reaches others, too.", name=name)
        else:
            words = _("The signal “{name}” is meant for its own case only: it reaches others, too.", name=name)
        context.assume("SIGNAL_REACHES_ALL", element, words, blocks=True)


def _attributes(context: Context, element: Element) -> None:
    """Look at what stands on a step and in its extensions, of whatever name space."""
    about = [element, *_extensions(element)]
    said = {_local(str(key)) for one in about for key in one.attrib}
    said |= {_local(str(key)) for one in element if _local(one.tag).endswith("EventDefinition") for key in one.attrib}
    for name in sorted(said & ATTRIBUTES.keys()):
        context.assume("NOT_CARRIED_OUT", element, _(ATTRIBUTES[name].id, step=opens(element)))
    count = sum(_local(one.tag) in LISTENERS for one in about)
    if count:
        words = ngettext(
            "{step} has a listener, code that other engines run beside it: it is not run here.",
            "{step} has {n} listeners, code that other engines run beside it: it is not run here.",
            count,
            step=opens(element),
        )
        context.assume("LISTENER_NOT_RUN", element, words)


def _extensions(element: Element) -> list[Element]:
    holders = [child for child in element if child.tag == B + "extensionElements"]
    return [one for holder in holders for one in holder.iter() if isinstance(one.tag, str) and one is not holder]


def _local(name: object) -> str:
    return str(name).rpartition("}")[2] if isinstance(name, str) else ""
