"""Steps as a reader calls them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from processes.characters import one_line
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
    """What is seen of a label, on one line."""
    return one_line(text)


def quoted(text: str) -> str:
    """A label in quotation marks."""
    return f"“{plain(text)}”"


def name_of(graph: Graph, step: str) -> str:
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


def sentence(words: str) -> str:
    """The words with a capital letter in front."""
    return words[:1].upper() + words[1:]
