"""Steps that follow one another on one path, of which the one that people came from is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from processes.change.contract import Option
from processes.change.names import listed
from processes.change.options.called import Called
from processes.messages import _
from processes.model import Model
from processes.model.graph import Graph, Node

# As many steps before and as many behind a step are offered with it.
REACH = 4


def is_on_one_path(graph: Graph, step: str) -> bool:
    """Whether work is done at a step to which one way leads, and from which one leads on, without a condition."""
    node = graph.nodes.get(step)
    if node is None or not node.is_activity or len(node.incoming) != 1 or len(node.outgoing) != 1:
        return False
    return all(flow in graph.flows for flow in (*node.incoming, *node.outgoing)) and not _asks(graph, node)


def rows(
    graph: Graph, step: str, least: int, most: int, fits: Callable[[Node], bool] = lambda node: True
) -> Iterator[tuple[str, ...]]:
    """Every row of so many steps with this one in it, short ones first, those that go on from it before others."""
    if not is_on_one_path(graph, step) or not fits(graph.nodes[step]):
        return
    before = _further(graph, step, fits, back=True)
    whole = [*reversed(before), step, *_further(graph, step, fits, back=False)]
    for long in range(least, min(most, len(whole)) + 1):
        for first in range(len(before), -1, -1):
            if first + long <= len(whole) and len(before) < first + long:
                yield tuple(whole[first : first + long])


def hosts(graph: Graph) -> frozenset[str]:
    """The steps on which events hang, with paths of their own."""
    return frozenset(node.attached_to for node in graph.nodes.values() if node.attached_to)


def in_words(graph: Graph, step: str, found: Iterator[tuple[str, ...]]) -> Sequence[Option]:
    """Rows by what they hold; the step that people came from is said only where it stands alone."""
    called = Called(graph)
    said = []
    for row in found:
        others = [called(one) for one in row if one != step]
        words = _("{step} alone", step=called(step)) if not others else listed(others)
        said.append(Option(list(row), words))
    return said


def alone_or_in_a_row(model: Model, step: str) -> Sequence[Option]:
    """A step alone, and the rows of which it is one."""
    return in_words(model.graph, step, rows(model.graph, step, 1, 4))


def _further(graph: Graph, step: str, fits: Callable[[Node], bool], *, back: bool) -> list[str]:
    found: list[str] = []
    here = step
    while len(found) < REACH:
        (here,) = graph.before(here) if back else graph.after(here)
        known = {step, *found}
        if here in known or not is_on_one_path(graph, here) or not fits(graph.nodes[here]):
            break
        found.append(here)
    return found


def _asks(graph: Graph, node: Node) -> bool:
    return any(graph.flows[flow].condition for flow in node.outgoing if flow in graph.flows)
