"""Steps as a reader calls them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from processes.model.graph import Graph, Node

TYPES = {
    "task": "step", "userTask": "step", "manualTask": "manual step", "serviceTask": "automatic step",
    "scriptTask": "script step", "sendTask": "sending step", "receiveTask": "receiving step",
    "businessRuleTask": "business rule", "callActivity": "called process", "subProcess": "sub-process",
    "transaction": "transaction", "adHocSubProcess": "ad-hoc sub-process", "startEvent": "start",
    "endEvent": "end", "intermediateCatchEvent": "waiting event", "intermediateThrowEvent": "event",
    "boundaryEvent": "attached event", "exclusiveGateway": "either-or gateway",
    "parallelGateway": "all-at-once gateway", "inclusiveGateway": "one-or-more gateway",
    "eventBasedGateway": "whichever-comes-first gateway", "complexGateway": "complex gateway",
}  # fmt: skip


def plain(text: str) -> str:
    """A label on one line."""
    return " ".join(text.split())


def quoted(text: str) -> str:
    """A label in quotation marks."""
    return f"“{plain(text)}”"


def call(node_type: str, name: str, id_: str) -> str:
    """What to call an element: its label, else its type and id."""
    return quoted(name) if plain(name) else f"the unnamed {TYPES.get(node_type, 'element')} {id_}"


def name_of(graph: Graph, step: str) -> str:
    """What to call a step of a graph: its label, else its type in plain words."""
    node = graph.nodes.get(step)
    return call(node.type, node.name, node.id) if node else quoted(step)


def lane_of(graph: Graph, node: Node) -> str:
    """The name of the lane that a node stands in, else of its pool; '' for none."""
    if node.lane:
        return plain(node.lane)
    return next((plain(p.name) for p in graph.pools.values() if p.process and p.process == node.process), "")


def listed(names: Iterable[str], last: str = "and") -> str:
    """A, B and C."""
    words: Sequence[str] = list(dict.fromkeys(names))
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def sentence(words: str) -> str:
    """The words with a capital letter in front."""
    return words[:1].upper() + words[1:]
