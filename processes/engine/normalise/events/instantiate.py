"""What starts a case with its own message: receive tasks and event gateways that say `instantiate`, as start events.

Behind a gateway that waits for all, each message or signal begins the case and is then past, while all else is waited
for. A time or condition begins none there (BPMN 2.0.2, 13.5.1, tells the events of one case by what messages say): it
is waited for from the beginning of the case.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping

from processes.called import opening
from processes.engine.normalise.context import (
    REPETITION,
    B,
    Context,
    Element,
    S,
    definitions_of,
    incoming,
    keep_words,
    known_as,
    nodes_of,
    outgoing,
    remove,
    tag,
    title,
)
from processes.messages import _, sentences

SENT = frozenset(("messageEventDefinition", "signalEventDefinition"))
COMES = frozenset(("timerEventDefinition", "conditionalEventDefinition"))


def apply(context: Context) -> None:
    """Turn what begins a process into start events; the others are said by `unsupported`."""
    for process in context.processes():
        arriving, leaving = incoming(process), outgoing(process)
        nodes = {node.get("id", ""): node for node in nodes_of(process)}
        hosts = {node.get("attachedToRef") for node in nodes.values()}
        for key, node in nodes.items():
            if node.get("instantiate") != "true" or arriving.get(key):
                continue
            if tag(node) == "receiveTask" and _is_plain(node, hosts):
                _begin(context, node, title(node))
            elif tag(node) == "eventBasedGateway":
                flows, every = leaving.get(key, []), node.get("eventGatewayType") == "Parallel"
                targets = [nodes.get(flow.get("targetRef", "")) for flow in flows]
                found = [t for t in targets if t is not None and _may_begin(t, hosts, arriving)]
                if not targets or len(found) < len(targets) or (every and not _make_one_case(found)):
                    continue
                called = {target: title(target) for target in found}  # as long as all stands where it was drawn
                for part in (node, *flows):
                    remove(part)
                if every:
                    _begin_with_all(context, process, called)
                else:
                    for target, words in called.items():
                        _begin(context, target, words)


def _may_begin(node: Element, hosts: set[str | None], arriving: dict[str, list[Element]]) -> bool:
    """Whether a step behind a gateway can be the first of a case: what only waits, and is reached in no other way."""
    waits = tag(node) == "intermediateCatchEvent" and len(definitions_of(node)) == 1
    alone = len(arriving.get(node.get("id", ""), [])) == 1
    return alone and (waits or (tag(node) == "receiveTask" and _is_plain(node, hosts)))


def _make_one_case(events: list[Element]) -> bool:
    """Whether events that must all come can be told to belong to one case: some are sent, the others come by then."""
    kinds = {tag(definition) for event in events for definition in definitions_of(event)}
    return kinds <= SENT | COMES and any(map(_is_sent, events))


def _is_sent(node: Element) -> bool:
    """Whether somebody sends what a step waits for: a message or a signal."""
    return tag(node) == "receiveTask" or {tag(definition) for definition in definitions_of(node)} <= SENT


def _is_plain(node: Element, hosts: set[str | None]) -> bool:
    return node.get("id") not in hosts and not any(tag(child) in REPETITION for child in node)


def _begin_with_all(context: Context, process: Element, events: Mapping[Element, str]) -> None:
    """Have each of these events start a case in which it has happened and the others are still to come.

    With each event comes what people call it. Where people start cases, they say of any event that it has come.
    """
    for event, called in events.items():
        if context.executable and not _is_sent(event):
            _say_begins_none(context, event, called)
            continue
        name = event.get("id", "")
        start = context.add(process, "startEvent", id=context.new_id("start", name), name=event.get("name", ""))
        start.set(S + "at", name)
        keep_words(start, called)
        if tag(event) == "receiveTask":
            context.add(start, "messageEventDefinition").set("messageRef", event.get("messageRef", ""))
        start.extend(copy.deepcopy(definition) for definition in definitions_of(event))
        for definition in definitions_of(start):
            if not (definition.get("messageRef") or definition.get("signalRef")):
                definition.set(S + "name", known_as(event))
        split = context.add(process, "parallelGateway", id=context.new_id("begin", name))
        context.connect(process, start.get("id", ""), split.get("id", ""))
        for other in events:
            flow = context.connect(process, split.get("id", ""), other.get("id", ""))
            if other is event:
                flow.set(S + "come", "true")
        words = _(
            "{step} starts a case by what it waits for; the case waits for all else that is to come.",
            step=opening(called),
        )
        context.assume("STARTS_CASE", event, words)
    for event in events:
        event.attrib.pop("instantiate", "")


def _say_begins_none(context: Context, event: Element, called: str) -> None:
    """Say that a time or condition only is waited for; with times that come by the calendar more is meant than that."""
    by_calendar = any(tag(part) in ("timeDate", "timeCycle") for one in definitions_of(event) for part in one)
    words = _("{step} starts no case: a case waits for it from its beginning.", step=opening(called))
    if by_calendar:
        cannot = _(
            "{step} is to start cases, but cannot: nobody can tell which case a time is for.", step=opening(called)
        )
        words = sentences(cannot, words)
    context.assume("STARTS_NO_CASE", event, words, blocks=by_calendar)


def _begin(context: Context, node: Element, called: str) -> None:
    if tag(node) == "receiveTask":
        definition = context.add(node, "messageEventDefinition")
        if node.get("messageRef"):
            definition.set("messageRef", node.get("messageRef", ""))
    for name in ("instantiate", "messageRef", "operationRef", "implementation"):
        node.attrib.pop(name, "")
    node.tag = B + "startEvent"
    words = _("{step} starts a case by what it waits for, and is done then.", step=opening(called))
    context.assume("STARTS_CASE", node, words)
