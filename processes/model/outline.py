"""The same process as text in reading order, for people who do not read diagrams or do not see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from processes.called import headed, quoted
from processes.messages import _, all_of, joined, pgettext
from processes.model.graph import CONTAINERS, GATEWAYS, Flow, Graph, Node
from processes.model.read import Model
from processes.nouns import EVENT

KINDS = {
    "task": pgettext("element", "task"),
    "userTask": pgettext("element", "task for a person"),
    "manualTask": pgettext("element", "task by hand"),
    "serviceTask": pgettext("element", "automatic task"),
    "scriptTask": pgettext("element", "automatic task"),
    "sendTask": pgettext("element", "sends a message"),
    "receiveTask": pgettext("element", "waits for a message"),
    "businessRuleTask": pgettext("element", "rule"),
    "callActivity": pgettext("element", "another process"),
    "subProcess": pgettext("element", "part with steps of its own"),
    "transaction": pgettext("element", "part with steps of its own"),
    "adHocSubProcess": pgettext("element", "steps in any order"),
    "startEvent": pgettext("element", "start"),
    "endEvent": pgettext("element", "end"),
    "exclusiveGateway": pgettext("element", "decision"),
    "inclusiveGateway": pgettext("element", "decision, one way or several"),
    "complexGateway": pgettext("element", "decision, one way or several"),
    "eventBasedGateway": pgettext("element", "whichever comes first"),
    "parallelGateway": pgettext("element", "side by side"),
}
EVENTS = {
    "messageEventDefinition": pgettext("element", "message"),
    "timerEventDefinition": pgettext("element", "timer"),
    "signalEventDefinition": pgettext("element", "signal"),
    "conditionalEventDefinition": pgettext("element", "condition"),
    "errorEventDefinition": pgettext("element", "error"),
    "escalationEventDefinition": pgettext("element", "escalation"),
    "compensateEventDefinition": pgettext("element", "undo"),
    "linkEventDefinition": pgettext("element", "link"),
    "terminateEventDefinition": pgettext("element", "stops everything"),
    "cancelEventDefinition": pgettext("element", "cancel"),
}


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """One line: `depth` how far in, `type` in plain words, `next` what follows in words.

    `called` says what people call it: its name, or where it stands.
    """

    depth: int
    id: str
    type: str
    name: str
    lane: str | None = None
    next: str = ""
    called: str = ""


def outline(model: Model) -> tuple[OutlineItem, ...]:
    """Give every step of a model exactly once, pools as headings, sub-processes indented below their step."""
    graph = model.graph
    pools = {pool.process: pool for pool in graph.pools.values() if pool.process}
    items: list[OutlineItem] = []
    for process in graph.processes:
        depth = 0
        if process in pools and len(pools) > 1:
            name = pools[process].name
            items.append(
                OutlineItem(
                    0, pools[process].id, pgettext("element", "pool"), name, called=headed(name or _("an unnamed pool"))
                )
            )
            depth = 1
        items += _scope(graph, process, depth)
    return tuple(items)


def _scope(graph: Graph, scope: str, depth: int) -> Iterator[OutlineItem]:
    for node in reading_order(graph, scope):
        yield OutlineItem(
            depth, node.id, kind(node), node.name, node.lane, _next(graph, node), headed(graph.label(node.id))
        )
        if node.type in CONTAINERS:
            yield from _scope(graph, node.id, depth + 1)


def reading_order(graph: Graph, scope: str) -> list[Node]:
    """Give the nodes of a scope as one would tell them: from the starts along the flows, joins after all their ways."""
    nodes = {n.id: n for n in graph.scopes.get(scope, ())}
    jumps = _jumps(nodes)
    starts = [n.id for n in nodes.values() if n.type == "startEvent"]
    starts += [n.id for n in nodes.values() if n.type != "startEvent" and not n.incoming and not n.attached_to]
    order = _after_all(graph, nodes, jumps, [*starts, *nodes])
    return [nodes[name] for name in order]


def _jumps(nodes: dict[str, Node]) -> dict[str, list[str]]:
    """What follows a node other than by flows: the events on its border, the catching ends of its link."""
    catching: dict[str, list[str]] = {}
    for node in nodes.values():
        if node.link is not None and node.type == "intermediateCatchEvent":
            catching.setdefault(node.link, []).append(node.id)
    jumps: dict[str, list[str]] = {}
    for node in nodes.values():
        if node.attached_to is not None and node.attached_to in nodes:
            jumps.setdefault(node.attached_to, []).append(node.id)
        if node.link is not None and node.type == "intermediateThrowEvent":
            jumps[node.id] = catching.get(node.link, [])
    return jumps


def _after_all(graph: Graph, nodes: dict[str, Node], jumps: dict[str, list[str]], roots: list[str]) -> list[str]:
    """A depth-first walk, children before their parent, turned round: what a join waits for comes before it."""
    done: list[str] = []
    seen: set[str] = set()
    for root in dict.fromkeys(roots):
        if root in seen:
            continue
        seen.add(root)
        tree: list[str] = []
        stack = [(root, iter(_ahead(graph, nodes, jumps, root)))]
        while stack:
            name, ahead = stack[-1]
            following = next((n for n in ahead if n not in seen), None)
            if following is None:
                tree.append(name)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(_ahead(graph, nodes, jumps, following))))
        done += reversed(tree)
    return done


def _ahead(graph: Graph, nodes: dict[str, Node], jumps: dict[str, list[str]], name: str) -> list[str]:
    """What follows a node, last first: the walk turned round tells it first way first."""
    return [*jumps.get(name, ()), *(t for t in graph.after(name) if t in nodes)][::-1]


def kind(node: Node) -> str:
    """Say what a node is in plain words."""
    if node.type in GATEWAYS and len(node.outgoing) < 2 <= len(node.incoming):
        said: str = _("ways meet")
    elif node.type in KINDS:
        said = KINDS[node.type]
        detail = [EVENTS[e] for e in node.events if e in EVENTS]
        said = _("{kind} ({events})", kind=said, events=joined(", ", detail)) if detail else said
    else:
        said = _event(node)
    return _("{kind}, repeated", kind=said) if node.loop else said


def _event(node: Node) -> str:
    what = joined(", ", [EVENTS.get(e, EVENT) for e in node.events]) if node.events else EVENT
    if node.type == "boundaryEvent":
        return _("{event}, while the step runs", event=what)
    if node.type == "intermediateCatchEvent":
        return _("waits: {event}", event=what)
    return what if node.events else pgettext("element", "milestone")


def _next(graph: Graph, node: Node) -> str:
    flows = [graph.flows[f] for f in node.outgoing]
    if not flows:
        return ""
    if len(flows) == 1:
        return _("then {step}", step=_name(graph, flows[0].target))
    if node.type == "parallelGateway":
        return _("at the same time {steps}", steps=all_of(_name(graph, f.target) for f in flows))
    return joined("; ", [_way(graph, flow) for flow in flows])


def _way(graph: Graph, flow: Flow) -> str:
    step = _name(graph, flow.target)
    if flow.name:
        return joined(" → ", [flow.name, step])
    if flow.is_default:
        return _("else → {step}", step=step)
    if flow.condition:
        return _("if {condition} → {step}", condition=flow.condition, step=step)
    return _("→ {step}", step=step)


def _name(graph: Graph, name: str) -> str:
    return quoted(graph.label(name))
