"""What goes with a step: attached events, and what only they led to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.draft.tags import ids_in
from processes.change.kinds.eliminate.anchors import Anchors, nodes_of
from processes.model.elements import NODES


def drop_attached(draft: Draft, at: Anchors) -> None:
    """Take out the events attached to a step, their paths, and the undo steps that they call."""
    drop_all(draft, [*at.attached, *path_of(draft, at.scope, at.attached)])


def path_of(draft: Draft, scope: Element, events: Sequence[Element]) -> list[Element]:
    """What is only reached from events at the border of steps, and the undo steps that they call."""
    handlers = [handler for event in events for handler in _handlers(draft, event)]
    return [*_only_reached_from(draft, scope, events), *handlers] if events else []


def drop_callers(draft: Draft, at: Anchors) -> None:
    """Take out the events that call an undo step."""
    handlers = {str(step.get("id")) for step in at.steps if step.get("isForCompensation") == "true"}
    callers = []
    for association in draft.all("association") if handlers else ():
        source, target = draft.ends(association)
        event = draft.elements.get(source)
        if target in handlers and event is not None and kind(event) == "boundaryEvent":
            callers.append(event)
    drop_all(draft, callers)


def _handlers(draft: Draft, event: Element) -> list[Element]:
    found = []
    for association in draft.all("association"):
        source, target = draft.ends(association)
        handler = draft.elements.get(target)
        if source == event.get("id") and handler is not None and handler.get("isForCompensation") == "true":
            found.append(handler)
    return found


def drop_all(draft: Draft, nodes: Iterable[Element]) -> None:
    """Take nodes out with all ways that lead to or from them."""
    nodes = [*nodes]
    ids = {i for n in nodes for i in ids_in(n)}
    for flow in draft.flows():
        if ids & set(draft.ends(flow)):
            draft.drop_flow(flow)
    for node in nodes:
        if node.getparent() is not None:
            draft.drop_node(node)


def _only_reached_from(draft: Draft, scope: Element, gone: Sequence[Element]) -> list[Element]:
    """The nodes that can be reached from the attached events but from nowhere else in the process."""
    nodes = {str(n.get("id")): n for n in nodes_of(scope)}
    ahead = _ahead(draft, scope, nodes)
    events = {str(e.get("id")) for e in gone}
    hosts = {draft.ref(e.get("attachedToRef")) for e in gone} & nodes.keys()
    path = _reach(ahead, events) - events
    starts = {n for n in nodes if n not in path and n not in events} | hosts
    ahead = {n: [t for t in targets if t not in events] for n, targets in ahead.items()}
    stay = _reach(ahead, starts)
    return [nodes[n] for n in nodes if n in path and n not in stay and kind(nodes[n]) in NODES]


def _ahead(draft: Draft, scope: Element, nodes: dict[str, Element]) -> dict[str, list[str]]:
    """What can follow each node: by arrow, by attached event, by link."""
    ahead: dict[str, list[str]] = {n: [] for n in nodes}
    for flow in draft.flows():
        source, target = draft.ends(flow)
        if source in nodes and target in nodes:
            ahead[source].append(target)
    links: dict[str, list[str]] = {}
    for identity, node in nodes.items():
        link = node.find(BPMN + "linkEventDefinition")
        if link is not None and kind(node) == "intermediateCatchEvent":
            links.setdefault(link.get("name") or "", []).append(identity)
        if kind(node) == "boundaryEvent":
            ahead.setdefault(draft.ref(node.get("attachedToRef")), []).append(identity)
    for identity, node in nodes.items():
        link = node.find(BPMN + "linkEventDefinition")
        if link is not None and kind(node) == "intermediateThrowEvent":
            ahead[identity] += links.get(link.get("name") or "", [])
    return ahead


def _reach(ahead: dict[str, list[str]], first: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    todo = list(first)
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += ahead.get(node, [])
    return seen
