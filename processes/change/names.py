"""Steps as a reader calls them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from processes.characters import one_line
from processes.model.graph import Graph, Node

MOST_NAMES = 8
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
    """What is seen of a label, on one line."""
    return one_line(text)


def quoted(text: str) -> str:
    """A label in quotation marks."""
    return f"“{plain(text)}”"


def label_of(graph: Graph, step: str) -> str:
    """What to call a step of a graph: its label in quotation marks, else words for it."""
    node = graph.nodes.get(step)
    if node is None:
        return quoted(step)
    return quoted(node.name) if plain(node.name) else graph.label(step)


def lane_of(graph: Graph, node: Node) -> str:
    """The name of the lane that a node stands in, else of its pool; '' for none."""
    if node.lane and node.lane not in graph.lanes:
        return plain(node.lane)
    return next((plain(p.name) for p in graph.pools.values() if p.process and p.process == node.process), "")


def listed(names: Iterable[str], last: str = "and") -> str:
    """A, B and C."""
    words: Sequence[str] = list(dict.fromkeys(names))
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def few(names: Sequence[str]) -> str:
    """A, B and C, each once; of very many the first ones, and how many more."""
    known = list(dict.fromkeys(names))
    more = len(known) - MOST_NAMES
    return listed([*known[:MOST_NAMES], f"{more} more"]) if more > 0 else listed(known)


def told(graph: Graph, step: str) -> str:
    """What to call a step where others may have the same name: then with its lane, or with what comes before it."""
    node, name = graph.nodes.get(step), label_of(graph, step)
    if node is None:
        return name
    alike = [n for n in graph.nodes.values() if n.id != step and label_of(graph, n.id) == name]
    if not alike:
        return name
    lane = lane_of(graph, node)
    if lane and all(lane_of(graph, other) != lane for other in alike):
        return f"{name} (lane {quoted(lane)})"
    return f"{name} ({_place(graph, node)})"


def _place(graph: Graph, node: Node) -> str:
    before = [label_of(graph, other) for other in graph.before(node.id) if other in graph.nodes]
    return f"after {listed(before[:3])}" if before else f"the first one in {quoted(node.process)}"


def sentence(words: str) -> str:
    """The words with a capital letter in front."""
    return words[:1].upper() + words[1:]
