"""Events: kept as modelled where the engine can carry them out, otherwise put to people as questions."""

from __future__ import annotations

from collections.abc import Callable

from processes.engine.normalise import conditions, lifetimes, times
from processes.engine.normalise.context import (
    B,
    Context,
    Element,
    S,
    definitions_of,
    known_as,
    nodes_of,
    opens,
    tag,
)
from processes.engine.normalise.events.raising import comes_up_beside, may_come_out
from processes.expressions import language
from processes.messages import _, pgettext

KINDS = {
    "timerEventDefinition": "timer",
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "conditionalEventDefinition": "condition",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "cancelEventDefinition": "cancel",
    "terminateEventDefinition": "terminate",
    "compensateEventDefinition": "compensate",
}
WAITED = ("timer", "message", "signal", "condition")
RAISED = ("error", "escalation", "cancel")
NAMES: dict[str, str] = {
    "timer": pgettext("kind of event", "timer"),
    "message": pgettext("kind of event", "message"),
    "signal": pgettext("kind of event", "signal"),
    "condition": pgettext("kind of event", "condition"),
    "error": pgettext("kind of event", "error"),
    "escalation": pgettext("kind of event", "escalation"),
    "cancel": pgettext("kind of event", "cancel"),
    "terminate": pgettext("kind of event", "terminate"),
    "compensate": pgettext("kind of event", "compensate"),
}
QUESTIONS: dict[str, str] = {
    "timer": _("a person says when its time has come"),
    "message": _("a person says when the message has come"),
    "signal": _("a person says when the signal has come"),
    "condition": _("a person says when the condition holds"),
}


def apply(context: Context) -> None:
    """Go through all events of all processes."""
    for holder in list(context.holders()):
        for node in nodes_of(holder):
            kind = tag(node)
            if kind == "intermediateCatchEvent":
                _catch(context, node)
            elif kind == "boundaryEvent":
                _boundary(context, holder, node)
            elif node.get("triggeredByEvent") == "true" and kind == "subProcess":
                _event_subprocess(context, holder, node)
            elif kind in ("endEvent", "intermediateThrowEvent"):
                _throw(context, node)


def kind_of(node: Element) -> str:
    """What an event is about; `none` without a definition, `several` with more than one."""
    definitions = definitions_of(node)
    if not definitions:
        return "none"
    return "several" if len(definitions) > 1 else KINDS.get(tag(definitions[0]), "none")


def _catch(context: Context, node: Element) -> None:
    kind = kind_of(node)
    if kind == "none":
        node.tag = B + "intermediateThrowEvent"
        for definition in definitions_of(node):
            node.remove(definition)
    elif not _keep(context, node):
        _question(context, node, kind)
        context.ask(node, kind if kind in QUESTIONS else "event")


def _question(context: Context, node: Element, kind: str) -> None:
    name, question = opens(node), QUESTIONS.get(kind, _("a person says when it has happened"))
    if kind == "none":
        words = _("{step} does not say what it waits for: {question}.", step=name, question=question)
    elif kind == "several":
        words = _("{step} waits for several things: {question}.", step=name, question=question)
    else:
        words = _(
            "{step} is an event of the kind {kind}: {question}.",
            step=name,
            kind=NAMES.get(kind, kind),
            question=question,
        )
    context.assume("EVENT_BY_PERSON", node, words, blocks=kind not in RAISED)


def _keep(context: Context, node: Element, raised: Callable[[str], bool] = lambda kind: False) -> bool:
    """Whether all that an event waits for, or answers to, is kept as modelled; `raised` knows what may be raised."""
    definitions = definitions_of(node)
    every = node.get("parallelMultiple") == "true" and len(definitions) > 1
    for definition in definitions:
        kind = KINDS.get(tag(definition), "none")
        if kind in RAISED and not every and raised(kind):
            definition.set(S + "code", _code(context, definition, kind))
            _variable(definition)
        elif not (context.executable and kind in WAITED and _waits(context, node, definition, kind)):
            return False
    if every:
        node.set(S + "every", "true")
    return bool(definitions)


def _waits(context: Context, node: Element, definition: Element, kind: str) -> bool:
    if kind == "timer":
        return times.keep(context, node, definition)
    if kind == "condition":
        expression = conditions.condition_in(definition, "condition")
        if expression is not None:
            definition.set(S + "expression", expression)
            _of_time(context, node, expression)
        return expression is not None
    _name(context, node, definition, kind)
    return True


def _of_time(context: Context, node: Element, expression: str) -> None:
    if language.needs_clock(expression):
        words = _(
            "{step} waits for a condition that asks for the time: it is looked at when data change, not when time "
            "passes. Use a timer for that.",
            step=opens(node),
        )
        context.assume("CONDITION_ASKS_TIME", node, words)


def _variable(definition: Element) -> None:
    """The field in which other tools want to find the code that was raised."""
    for name, value in list(definition.attrib.items()):
        if (
            str(name).rpartition("}")[2] in ("errorCodeVariable", "escalationCodeVariable")
            and str(value).isidentifier()
        ):
            definition.set(S + "variable", str(value))


def _name(context: Context, node: Element, definition: Element, kind: str) -> None:
    reference = definition.get(f"{kind}Ref")
    names = {e.get("id"): e.get("name", "") for e in context.root.iter(B + kind)}
    definition.set(S + "name", str(names.get(reference) or known_as(node)))


def _boundary(context: Context, holder: Element, node: Element) -> None:
    kind = kind_of(node)
    host = next((n for n in nodes_of(holder) if n.get("id") == node.get("attachedToRef")), None)
    if _keep(context, node, lambda kind: host is not None and may_come_out(context, host, kind)):
        return
    _question(context, node, kind)
    context.ask(node, kind if kind in QUESTIONS or kind in RAISED else "event", becomes="boundaryEvent")


def _event_subprocess(context: Context, holder: Element, node: Element) -> None:
    kind = kind_of(node)
    if node.get(S + "undoer"):
        return
    if not _keep(context, node, lambda kind: comes_up_beside(context, holder, node, kind)):
        _question(context, node, kind)
        node.set(S + "watch", kind if kind in QUESTIONS or kind in RAISED else "event")
        for definition in definitions_of(node):
            node.remove(definition)


def _code(context: Context, definition: Element, kind: str) -> str:
    reference = definition.get(f"{kind}Ref")
    for element in context.root.iter(B + kind):
        if reference and element.get("id") == reference:
            return element.get(f"{kind}Code") or element.get("name") or ""
    return ""


def _throw(context: Context, node: Element) -> None:
    for definition in definitions_of(node):
        kind = KINDS.get(tag(definition), "none")
        if kind in ("message", "signal") and context.executable:
            _name(context, node, definition, kind)
            if kind == "message":
                lifetimes.keep(context, node, definition, definition.get("messageRef"))
        elif kind in RAISED:
            definition.set(S + "code", _code(context, definition, kind))
        elif kind == "compensate" or (kind == "terminate" and tag(node) == "endEvent"):
            continue
        else:
            node.remove(definition)
            if kind in ("message", "signal"):
                name = opens(node)
                words = _("{step} sends a signal: people see to that, the run goes on.", step=name)
                if kind == "message":
                    words = _("{step} sends a message: people see to that, the run goes on.", step=name)
                context.assume("SENT_BY_PERSON", node, words, blocks=True)
