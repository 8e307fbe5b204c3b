"""What eliminations say: what goes, and of two gateways around what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from processes.change.names import few, full_label
from processes.messages import _, placed
from processes.model.graph import GATEWAYS, Graph

ALONE, ALL = _("take out {steps}"), _("take out {steps} with all that hangs on them")
ALL_OF_ONE = _("take out {steps} with all that hangs on it")
AROUND = _("take out the gateways around {steps}")
IN_A_ROW = _("take out the gateways around {steps}, which are then done one after the other")
SAID = (ALONE, ALL_OF_ONE, ALL, AROUND, IN_A_ROW)
# How far a pair of gateways is looked at to say what is between them.
MOST = 200


def phrases(graph: Graph, operations: Sequence[tuple[tuple[str, ...], bool]]) -> Iterator[str]:
    """Say what goes, those that read alike together; then which gateways, by what stays between them."""
    around = [between(graph, ids) for ids, _cascade in operations]
    for cascade in (False, True):
        named = [
            one for (ids, agreed), inner in zip(operations, around, strict=True) if agreed == cascade
            for one in ids if not inner or not _is_gateway(graph, one)
        ]  # fmt: skip
        names = [full_label(graph, one) for one in named]
        if names:
            said = ALONE if not cascade else ALL_OF_ONE if len(names) == 1 else ALL
            yield placed(said, steps=few(names))
    for (_ids, cascade), inner in zip(operations, around, strict=True):
        if inner:
            names = [full_label(graph, one) for one in inner]
            yield placed(IN_A_ROW if cascade and len(names) > 1 else AROUND, steps=few(names))


def between(graph: Graph, ids: Sequence[str]) -> tuple[str, ...]:
    """What stays between two gateways that go; () where something else is meant."""
    nodes = [graph.nodes[one] for one in ids if one in graph.nodes]
    gateways = [node.id for node in nodes if _is_gateway(graph, node.id)]
    if len(gateways) != 2:
        return ()
    for first, last in (gateways, gateways[::-1]):
        found, ended = _reached(graph, first, last)
        if ended:
            return tuple(one for one in found if one not in ids)
    return ()


def _is_gateway(graph: Graph, step: str) -> bool:
    return step in graph.nodes and graph.nodes[step].type in GATEWAYS


def _reached(graph: Graph, first: str, last: str) -> tuple[list[str], bool]:
    """What can be reached from one node without going on from the other, and whether all of it leads there."""
    found: dict[str, None] = {}
    todo = [*graph.after(first)]
    ended = False
    while todo and len(found) < MOST:
        here = todo.pop(0)
        if here == last:
            ended = True
        elif here not in found and here in graph.nodes:
            found[here] = None
            todo += graph.after(here)
    whole = all(graph.nodes[one].outgoing for one in found)
    return list(found), ended and whole and first not in found
