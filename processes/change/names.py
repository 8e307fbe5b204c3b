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


_EVENTS = {"compensate": "undo", "conditional": "condition"}


def plain(text: str) -> str:
    """What is seen of a label, on one line."""
    return one_line(text)


def quoted(text: str) -> str:
    """A label in quotation marks."""
    return f"“{plain(text)}”"


def call(node_type: str, name: str, id_: str, events: Sequence[str] = ()) -> str:
    """What to call an element: its label, else its type; work without a label by its id too."""
    if plain(name):
        return quoted(name)
    if node_type in ("startEvent", "endEvent"):
        return f"the {TYPES[node_type]}"
    noun = TYPES.get(node_type, "element")
    if node_type.endswith("Event"):
        what = " ".join(events[:1]).removesuffix("EventDefinition")
        return " ".join(["the unnamed", *noun.split()[:-1], *([_EVENTS.get(what, what)] if what else []), "event"])
    return f"the unnamed {noun}" if node_type.endswith("Gateway") else f"the unnamed {noun} {id_}"


def name_of(graph: Graph, step: str) -> str:
    """What to call a step of a graph: its label, else its type in plain words."""
    node = graph.nodes.get(step)
    return call(node.type, node.name, node.id, node.events) if node else quoted(step)


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
