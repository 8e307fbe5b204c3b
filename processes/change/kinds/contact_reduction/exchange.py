"""What a step exchanges with somebody outside: with whom, in which direction, and with which of their steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from processes.change.draft import Draft, Element, kind
from processes.model.elements import NODES
from processes.model.graph import ACTIVITIES, Graph, Node

CARRIERS = ACTIVITIES | {"intermediateCatchEvent", "intermediateThrowEvent", "startEvent", "endEvent"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A step with its messages, all of them with one partner; `others` are the steps of that at their other ends."""

    node: Element
    partner: str
    sends: frozenset[bool]
    messages: tuple[Element, ...]
    others: tuple[Element, ...]

    @property
    def id(self) -> str:
        """The id of the step."""
        return str(self.node.get("id"))


def exchange_at(draft: Draft, node: Element) -> Exchange | None:
    """What a step exchanges; None where that is nothing, or something with several partners."""
    identity = str(node.get("id"))
    messages, others, partners, ways = [], [], set(), set()
    for message in draft.all("messageFlow"):
        ends = draft.ends(message)
        if identity not in ends:
            continue
        other = draft.elements.get(ends[1] if ends[0] == identity else ends[0])
        if other is None:
            return None
        messages.append(message)
        ways.add(ends[0] == identity)
        partners.add(pool_of(draft, other))
        if kind(other) in NODES and other not in others:
            others.append(other)
    if len(partners) != 1 or kind(node) not in CARRIERS:
        return None
    return Exchange(node, partners.pop(), frozenset(ways), tuple(messages), tuple(others))


def answer_to(draft: Draft, asked: Exchange) -> Exchange | None:
    """What is received right behind something that was sent, from the same partner; None where nothing is."""
    ways = [flow for flow in draft.flows() if draft.ends(flow)[0] == asked.id]
    after = draft.elements.get(draft.ends(ways[0])[1]) if len(ways) == 1 else None
    found = exchange_at(draft, after) if after is not None and asked.sends == {True} else None
    return found if found is not None and found.partner == asked.partner and found.sends == {False} else None


def pool_of(draft: Draft, element: Element) -> str:
    """The id of the pool that an element is, or in whose process it lies; that of the process where it has none."""
    if kind(element) == "participant":
        return str(element.get("id"))
    process = next((one for one in element.iterancestors() if kind(one) == "process"), None)
    identity = str(process.get("id")) if process is not None else ""
    for pool in draft.all("participant"):
        if draft.ref(pool.get("processRef")) == identity:
            return str(pool.get("id"))
    return identity


def partners(graph: Graph) -> dict[str, tuple[str, frozenset[bool]]]:
    """By each step that exchanges messages with one partner: with whom, and in which directions."""
    pools = {pool.process: pool.id for pool in graph.pools.values() if pool.process}
    found: dict[str, set[tuple[str, bool]]] = {}
    for message in graph.message_flows.values():
        for own, other, sends in ((message.source, message.target, True), (message.target, message.source, False)):
            if own in graph.nodes and graph.nodes[own].type in CARRIERS:
                there = graph.nodes.get(other)
                whose = pools.get(there.process, there.process) if there is not None else other
                found.setdefault(own, set()).add((whose, sends))
    return {
        node: (next(iter(said))[0], frozenset(sends for _partner, sends in said))
        for node, said in found.items()
        if len({partner for partner, _sends in said}) == 1
    }


def pairs(graph: Graph) -> Iterator[tuple[str, str]]:
    """Every two steps with the same exchange of which one comes after the other in one process or sub-process."""
    known = partners(graph)
    for first, said in known.items():
        after = _after(graph, graph.nodes[first])
        yield from ((first, other) for other in after if known.get(other) == said and other != first)


def _after(graph: Graph, node: Node) -> dict[str, None]:
    found: dict[str, None] = {}
    todo = [*graph.after(node.id)]
    while todo:
        here = todo.pop(0)
        if here in graph.nodes and here not in found:
            found[here] = None
            todo += graph.after(here)
    return found
