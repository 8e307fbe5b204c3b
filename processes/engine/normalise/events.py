"""Events: kept as modelled where the engine can carry them out, otherwise put to people as questions."""

from __future__ import annotations

from processes.engine.normalise import calls, services
from processes.engine.normalise.context import (
    CONTAINERS,
    B,
    Context,
    Element,
    S,
    definitions_of,
    nodes_of,
    tag,
    text_of,
    title,
)
from processes.engine.scripts import language
from processes.engine.timers import is_time

KINDS = {
    "timerEventDefinition": "timer",
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "conditionalEventDefinition": "condition",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "cancelEventDefinition": "cancel",
    "terminateEventDefinition": "terminate",
}
WAITED = ("timer", "message", "signal")
RAISED = ("error", "escalation", "cancel")
QUESTIONS = {
    "timer": "a person says when its time has come",
    "message": "a person says when the message has come",
    "signal": "a person says when the signal has come",
    "condition": "a person says when the condition holds",
}
TIMES = ("timeDate", "timeDuration", "timeCycle")


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
    elif not (context.executable and _kept(context, node, kind)):
        _question(context, node, kind)
        context.ask(node, kind if kind in QUESTIONS else "event")


def _question(context: Context, node: Element, kind: str) -> None:
    question = QUESTIONS.get(kind, "a person says when it has happened")
    words = f"“{title(node)}” is an event of the kind {kind}: {question}."
    context.assume("EVENT_BY_PERSON", node, words, blocks=kind not in RAISED)


def _kept(context: Context, node: Element, kind: str) -> bool:
    """Whether an event to wait for can be waited for as modelled."""
    definition = definitions_of(node)[0]
    if kind == "timer":
        return _timer(definition)
    if kind in ("message", "signal"):
        _name(context, node, definition, kind)
        return True
    return False


def _timer(definition: Element) -> bool:
    for child in definition:
        if tag(child) in TIMES and text_of(child):
            text = text_of(child)
            quoted = text.strip("'\"")
            definition.set(S + "kind", tag(child))
            if is_time(tag(child), quoted):
                definition.set(S + "time", quoted)
                return True
            expression = language.expression(text)
            if expression is None:
                return False
            definition.set(S + "expression", expression)
            return True
    return False


def _name(context: Context, node: Element, definition: Element, kind: str) -> None:
    reference = definition.get(f"{kind}Ref")
    names = {e.get("id"): e.get("name", "") for e in context.root.iter(B + kind)}
    definition.set(S + "name", names.get(reference) or title(node))


def _boundary(context: Context, holder: Element, node: Element) -> None:
    kind = kind_of(node)
    host = next((n for n in nodes_of(holder) if n.get("id") == node.get("attachedToRef")), None)
    by_worker = context.executable and kind == "error" and host is not None and services.is_offered(context, host)
    by_called = kind == "error" and host is not None and calls.is_known(context, host)
    if by_worker or by_called or (kind in RAISED and host is not None and _raises(context, host, kind)):
        definitions_of(node)[0].set(S + "code", _code(context, definitions_of(node)[0], kind))
        return
    if context.executable and kind in WAITED and _kept(context, node, kind):
        return
    _question(context, node, kind)
    context.ask(node, kind if kind in QUESTIONS or kind in RAISED else "event", becomes="boundaryEvent")


def _event_subprocess(context: Context, holder: Element, node: Element) -> None:
    kind = kind_of(node)
    if kind in RAISED and _raised_in(holder, kind):
        definitions_of(node)[0].set(S + "code", _code(context, definitions_of(node)[0], kind))
    elif not (context.executable and kind in WAITED and _kept(context, node, kind)):
        _question(context, node, kind)
        node.set(S + "watch", kind if kind in QUESTIONS or kind in RAISED else "event")
        for definition in definitions_of(node):
            node.remove(definition)


def _raises(context: Context, host: Element, kind: str) -> bool:
    """Whether something inside the host (or the process it calls) ends with an event of this kind."""
    inside = host
    if tag(host) == "callActivity":
        called = (host.get("calledElement") or "").rpartition(":")[2]
        inside = next((p for p in context.processes() if p.get("id") == called), host)
    elif tag(host) not in CONTAINERS:
        return False
    return _raised_in(inside, kind)


def _raised_in(inside: Element, kind: str) -> bool:
    return any(
        tag(parent) in ("endEvent", "intermediateThrowEvent")
        for definition in inside.iter(B + f"{kind}EventDefinition")
        if (parent := definition.getparent()) is not None
    )


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
        elif kind in RAISED:
            definition.set(S + "code", _code(context, definition, kind))
        elif kind == "terminate" and tag(node) == "endEvent":
            continue
        else:
            node.remove(definition)
            if kind in ("message", "signal"):
                words = f"“{title(node)}” sends a {kind}: people see to that, the run goes on."
                context.assume("SENT_BY_PERSON", node, words, blocks=True)
