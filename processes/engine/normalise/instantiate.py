"""What starts a case with its own message: receive tasks and event gateways that say `instantiate`, as start events."""

from __future__ import annotations

from processes.engine.normalise.context import (
    REPETITION,
    B,
    Context,
    Element,
    definitions_of,
    incoming,
    nodes_of,
    outgoing,
    remove,
    tag,
    title,
)


def apply(context: Context) -> None:
    """Turn what begins a process into start events; the others are said by `unheard`."""
    for process in context.processes():
        arriving, leaving = incoming(process), outgoing(process)
        nodes = {node.get("id", ""): node for node in nodes_of(process)}
        hosts = {node.get("attachedToRef") for node in nodes.values()}
        for key, node in nodes.items():
            if node.get("instantiate") != "true" or arriving.get(key):
                continue
            if tag(node) == "receiveTask" and _is_plain(node, hosts):
                _begin(context, node)
            elif tag(node) == "eventBasedGateway" and node.get("eventGatewayType") != "Parallel":
                flows = leaving.get(key, [])
                targets = [nodes.get(flow.get("targetRef", "")) for flow in flows]
                found = [t for t in targets if t is not None and _may_begin(t, hosts, arriving)]
                if targets and len(found) == len(targets):
                    for part in (node, *flows):
                        remove(part)
                    for target in found:
                        _begin(context, target)


def _may_begin(node: Element, hosts: set[str | None], arriving: dict[str, list[Element]]) -> bool:
    """Whether a step behind a gateway can be the first of a case: what only waits, and is reached in no other way."""
    waits = tag(node) == "intermediateCatchEvent" and len(definitions_of(node)) == 1
    alone = len(arriving.get(node.get("id", ""), [])) == 1
    return alone and (waits or (tag(node) == "receiveTask" and _is_plain(node, hosts)))


def _is_plain(node: Element, hosts: set[str | None]) -> bool:
    return node.get("id") not in hosts and not any(tag(child) in REPETITION for child in node)


def _begin(context: Context, node: Element) -> None:
    if tag(node) == "receiveTask":
        definition = context.add(node, "messageEventDefinition")
        if node.get("messageRef"):
            definition.set("messageRef", node.get("messageRef", ""))
    for name in ("instantiate", "messageRef", "operationRef", "implementation"):
        node.attrib.pop(name, "")
    node.tag = B + "startEvent"
    words = f"“{title(node)}” starts a case by what it waits for, and is done then."
    context.assume("STARTS_CASE", node, words)
