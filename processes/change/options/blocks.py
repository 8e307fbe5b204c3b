"""Steps that are done at the same time, in the orders in which they could follow one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from processes.change.contract import Option
from processes.change.options.called import Called
from processes.change.options.rows import is_on_one_path
from processes.messages import _
from processes.model import Model
from processes.model.graph import Graph

# All orders of so many steps are offered; of more, only those in which the one that people came from is first or last.
ALL_OF = 3


def orders(model: Model, step: str) -> Sequence[Option]:
    """The orders for the branches of the block that a step is a branch of, each of them one step."""
    graph = model.graph
    called = Called(graph)
    return [Option(list(row), _then(called, row)) for row in _orders(_block(graph, step), step)]


def _block(graph: Graph, step: str) -> tuple[str, ...]:
    if not is_on_one_path(graph, step):
        return ()
    (split,) = graph.before(step)
    (join,) = graph.after(step)
    ends = [graph.nodes.get(end) for end in (split, join)]
    if any(end is None or end.type != "parallelGateway" for end in ends):
        return ()
    steps = graph.after(split)
    whole = sorted(steps) == sorted(graph.before(join)) and all(is_on_one_path(graph, one) for one in steps)
    entered = len(graph.nodes[split].incoming) == 1 and len(graph.nodes[join].outgoing) == 1
    return steps if whole and entered and len(steps) > 1 else ()


def _orders(steps: tuple[str, ...], step: str) -> Iterator[tuple[str, ...]]:
    others = tuple(one for one in steps if one != step)
    if len(steps) <= ALL_OF:
        last_first = sorted(permutations(steps), key=lambda row: -row.index(step)) if steps else []
        yield from last_first
    else:
        yield (*others, step)
        yield (step, *others)


def _then(called: Called, row: Sequence[str]) -> str:
    words = called(row[0])
    for one in row[1:]:
        words = _("{first}, then {then}", first=words, then=called(one))
    return words
