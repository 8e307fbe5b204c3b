"""Steps as a reader calls them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from processes.characters import one_line
from processes.messages import _, all_of, capital, ngettext, one_of
from processes.model.graph import Graph, Node

MOST_NAMES = 8
# What a node is, as it is said of it: “Check” is added as …, is now …, the paths meet at ….
TYPES = {
    "task": _("a step"), "userTask": _("a step"), "manualTask": _("a manual step"),
    "serviceTask": _("an automatic step"), "scriptTask": _("a script step"), "sendTask": _("a sending step"),
    "receiveTask": _("a receiving step"), "businessRuleTask": _("a business rule"),
    "callActivity": _("a called process"), "subProcess": _("a sub-process"), "transaction": _("a transaction"),
    "adHocSubProcess": _("an ad-hoc sub-process"), "startEvent": _("a start"), "endEvent": _("an end"),
    "intermediateCatchEvent": _("a waiting event"), "intermediateThrowEvent": _("an event"),
    "boundaryEvent": _("an attached event"), "exclusiveGateway": _("an either-or gateway"),
    "parallelGateway": _("an all-at-once gateway"), "inclusiveGateway": _("a one-or-more gateway"),
    "eventBasedGateway": _("a whichever-comes-first gateway"), "complexGateway": _("a complex gateway"),
}  # fmt: skip
GATEWAY = _("a gateway")


def plain(text: str) -> str:
    """What is seen of a label, on one line."""
    return one_line(text)


def quoted(text: str) -> str:
    """A label in quotation marks."""
    return _("“{name}”", name=plain(text))


def label_of(graph: Graph, step: str) -> str:
    """What to call a step of a graph: its label in quotation marks, else words for it."""
    node = graph.nodes.get(step)
    if node is None:
        return quoted(step)
    return quoted(node.name) if plain(node.name) else graph.label(step)


def lane_of(graph: Graph, node: Node) -> str:
    """The name of the lane that a node stands in, else of its pool; '' for none."""
    known = graph.lanes.get(node.lane or "")
    if node.lane and (known is None or known.name == node.lane):
        return plain(node.lane)
    return next((plain(p.name) for p in graph.pools.values() if p.process and p.process == node.process), "")


def listed(names: Iterable[str], last: str = "and") -> str:
    """A, B and C, each once."""
    words: Sequence[str] = list(dict.fromkeys(names))
    if len(words) < 2:
        return words[0] if words else ""
    return all_of(words) if last == "and" else one_of(words)


def few(names: Sequence[str]) -> str:
    """A, B and C, each once; of very many the first ones, and how many more."""
    known = list(dict.fromkeys(names))
    left = len(known) - MOST_NAMES
    return listed([*known[:MOST_NAMES], more(left)]) if left > 0 else listed(known)


def more(number: int) -> str:
    """How many more there are, at the end of a list."""
    return ngettext("{n} more", "{n} more", number)


def full_label(graph: Graph, step: str) -> str:
    """What to call a step where others may have the same name: then with its lane, or with what comes before it."""
    node, name = graph.nodes.get(step), label_of(graph, step)
    if node is None:
        return name
    own = _known_by(graph, node)
    alike = [n for n in graph.nodes.values() if n.id != step and _known_by(graph, n) == own]
    if not alike:
        return name
    lane = lane_of(graph, node)
    if lane and all(lane_of(graph, other) != lane for other in alike):
        return _("{step} (lane “{lane}”)", step=name, lane=lane)
    return _("{step} ({place})", step=name, place=_place(graph, node))


def _known_by(graph: Graph, node: Node) -> str:
    return plain(node.name) or graph.label(node.id)


def _place(graph: Graph, node: Node) -> str:
    before = [label_of(graph, other) for other in graph.before(node.id) if other in graph.nodes]
    if before:
        return _("after {words}", words=listed(before[:3]))
    return _("the first one in “{process}”", process=plain(node.process))


def sentence(words: str) -> str:
    """The words with a capital letter in front."""
    return capital(words)
