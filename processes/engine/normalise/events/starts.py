"""Start events: a run is started by somebody, so what a start waits for is told, not waited for."""

from __future__ import annotations

from processes.called import quoted
from processes.engine.normalise import times
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
    title,
)
from processes.engine.values import Start
from processes.forms.schema import HOW_IT_STARTS
from processes.messages import _, in_english

KINDS = {
    "messageEventDefinition": "message",
    "timerEventDefinition": "timer",
    "signalEventDefinition": "signal",
    "conditionalEventDefinition": "condition",
}


def apply(context: Context) -> None:
    """Make the starts of a process plain; of several, one is chosen."""
    for holder in list(context.holders()):
        starts = [node for node in nodes_of(holder) if tag(node) == "startEvent"]
        for node in starts:
            if holder.get("triggeredByEvent") == "true":
                _watch(holder, node)
            else:
                _plain(context, holder, node)
        if len(starts) > 1:
            _choose(context, holder, starts)
    _together(context)


def _together(context: Context) -> None:
    """Several pools of a file begin at once: say so where the model has one wait for the other."""
    called = {(call.get("calledElement") or "").rpartition(":")[2] for call in context.root.iter(B + "callActivity")}
    pools = [one for one in context.processes() if nodes_of(one) and one.get("id") not in called]
    waits = [start for start in context.starts if start.kind != "none"]
    if len(pools) > 1 and waits:
        words = _(
            "All {count} pools begin when a case is started: {event} is not waited for.",
            count=len(pools),
            event=quoted(waits[0].name),
        )
        context.assume("POOLS_TOGETHER", context.root, words)


def _plain(context: Context, holder: Element, node: Element) -> None:
    definitions = definitions_of(node)
    kind = KINDS.get(tag(definitions[0]), "none") if definitions else "none"
    event = _event_name(context, definitions[0], node) if definitions else ""
    if tag(holder) == "process":
        context.starts.append(Start(node.get("id", ""), title(node), kind, event))
    begins = tag(holder) == "process" and context.executable and _begins(context, node, kind, event, definitions)
    for definition in definitions:
        node.remove(definition)
    if kind in ("timer", "condition", "signal") and not begins:
        words = _started_by(kind, opens(node))
        context.assume("START_BY_PERSON", node, words)


def _begins(context: Context, node: Element, kind: str, event: str, definitions: list[Element]) -> bool:
    """Keep on a start what starts the process by itself; False where nothing does."""
    if kind == "timer" and len(definitions) == 1:
        if not times.keep(context, node, definitions[0]) or not definitions[0].get(S + "time"):
            return False
        for name in ("kind", "time", "zone"):
            if definitions[0].get(S + name):
                node.set(S + name, definitions[0].get(S + name, ""))
    elif kind not in ("message", "signal") or len(definitions) != 1 or not event:
        return False
    node.set(S + "begins", kind)
    node.set(S + "on", event[:255])
    return True


def _watch(holder: Element, node: Element) -> None:
    """The event that starts an event sub-process is watched for round it."""
    holder.set(S + "start", node.get("id", ""))
    holder.set(S + "interrupts", "false" if node.get("isInterrupting") == "false" else "true")
    if not holder.get("name"):
        holder.set("name", node.get("name") or "")
    for definition in definitions_of(node):
        holder.append(definition)


def _started_by(kind: str, step: str) -> str:
    if kind == "timer":
        return _("{step} starts by a timer in the model: here a person, or a call, starts it.", step=step)
    if kind == "signal":
        return _("{step} starts by a signal in the model: here a person, or a call, starts it.", step=step)
    return _("{step} starts by a condition in the model: here a person, or a call, starts it.", step=step)


def _event_name(context: Context, definition: Element, node: Element) -> str:
    wanted = definition.get("messageRef") or definition.get("signalRef")
    for element in context.root.iter(B + "message", B + "signal"):
        if wanted and element.get("id") == wanted:
            return element.get("name", "")
    return definition.get(S + "name") or known_as(node)


def _choose(context: Context, holder: Element, starts: list[Element]) -> None:
    about = holder.get("id", "")
    start = context.add(holder, "startEvent", id=context.new_id("start", about))
    choice = context.add(holder, "exclusiveGateway", id=context.new_id("choice", about), name=in_english(HOW_IT_STARTS))
    choice.set(S + "ask", "start")
    context.connect(holder, start.get("id", ""), choice.get("id", ""))
    kinds = {start.id: start.kind for start in context.starts}
    plain = [node for node in starts if kinds.get(node.get("id", "")) == "none"]
    for node in starts:
        node.tag = B + "intermediateThrowEvent"
        flow = context.connect(holder, choice.get("id", ""), node.get("id", ""))
        flow.set("name", title(node))
        if plain == [node]:
            choice.set("default", flow.get("id", ""))
    words = _("There are several ways to start: the one who starts a case chooses.")
    context.assume("SEVERAL_STARTS", holder, words)
