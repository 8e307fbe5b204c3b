"""Operations in one sentence: what every list, ballot, mail and signature leads with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from processes.change.names import lane_of, listed, name_of, quoted, sentence
from processes.change.operations import Eliminate, Instruct, Operation, Retitle
from processes.model import Model
from processes.model.graph import Graph, Node

MOST_NAMES = 8


def in_words(base: Model, operations: Sequence[Operation]) -> str:
    """Say what operations ask for, without a full stop: Take out “Print form” and rename “Sign” to “Approve”."""
    return sentence("; ".join(_parts(base.graph, operations)) if len(operations) > 1 else _only(base, operations))


def _only(base: Model, operations: Sequence[Operation]) -> str:
    return next(iter(_parts(base.graph, operations)), "Change nothing")


def _parts(graph: Graph, operations: Sequence[Operation]) -> Iterator[str]:
    """One part a kind of change, steps of a kind together, in the order in which a reader wants to know."""
    gone = [o for o in operations if isinstance(o, Eliminate)]
    for cascade, words in ((False, ""), (True, " with all that hangs on it")):
        names = [told(graph, o.step) for o in gone if o.cascade == cascade]
        if names:
            yield f"take out {_few(names)}{words if len(names) == 1 else words.replace('it', 'them')}"
    renamed = [f"rename {told(graph, o.step)} to {quoted(o.title)}" for o in operations if isinstance(o, Retitle)]
    if renamed:
        yield _few(renamed)
    cleared = [told(graph, o.step) for o in operations if isinstance(o, Instruct) and not o.text.strip()]
    if cleared:
        yield f"remove the instruction of {_few(cleared)}"
    taught = [told(graph, o.step) for o in operations if isinstance(o, Instruct) and o.text.strip()]
    if taught:
        yield f"change the instruction of {_few(taught)}"


def _few(names: Sequence[str]) -> str:
    known = list(dict.fromkeys(names))
    more = len(known) - MOST_NAMES
    return listed([*known[:MOST_NAMES], f"{more} more"]) if more > 0 else listed(known)


def told(graph: Graph, step: str) -> str:
    """What to call a step where others may have the same name: then with its lane, or with what comes before it."""
    node, name = graph.nodes.get(step), name_of(graph, step)
    if node is None:
        return name
    alike = [n for n in graph.nodes.values() if n.id != step and name_of(graph, n.id) == name]
    if not alike:
        return name
    lane = lane_of(graph, node)
    if lane and all(lane_of(graph, other) != lane for other in alike):
        return f"{name} (lane {quoted(lane)})"
    return f"{name} ({_place(graph, node)})"


def _place(graph: Graph, node: Node) -> str:
    before = [name_of(graph, other) for other in graph.before(node.id) if other in graph.nodes]
    return f"after {listed(before[:3])}" if before else f"the first one in {quoted(node.process)}"
