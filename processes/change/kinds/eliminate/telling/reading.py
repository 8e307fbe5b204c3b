"""Which eliminations lead from one model to another: what is gone, by what went together."""

from __future__ import annotations

from collections.abc import Iterator

from processes.change.contract import Seen
from processes.change.kinds.eliminate.telling.saying import between
from processes.model import Model
from processes.model.graph import GATEWAYS, Graph, Node

# Who takes out more steps at once has drawn another process.
MOST_READ_OFF = 50
_ENDS = frozenset({"startEvent", "endEvent"})


def groups_gone(seen: Seen) -> list[tuple[str, ...]]:
    """What is gone and did not lie in something that is, in rows; none where it is too much."""
    graph = seen.base.graph
    gone = {*seen.found.gone} & graph.nodes.keys()
    whole = [graph.nodes[one] for one in gone if not _lies_in_another(seen.base, one, gone)]
    if len(whole) > MOST_READ_OFF:
        return []
    hosted = {node.id for node in whole if node.attached_to in gone}
    along = {one for node in whole if node.attached_to for one in _only_by(graph, node)}
    left = [node for node in whole if node.id not in hosted | along]
    order = {node: number for number, node in enumerate(graph.nodes)}
    ids = {node.id for node in left}
    rows = [*_rows(graph, ids)]
    return _with_pairs(graph, sorted(rows, key=lambda row: min(order[one] for one in row)))


def gap_is_closed(seen: Seen) -> bool:
    """Whether what is drawn beyond has moved up, all of it along one axis."""
    was, now = seen.base.graph.bounds, seen.changed.graph.bounds
    kept = [one for one in was if one in now and one in seen.base.graph.nodes]
    moved = [(now[one].x - was[one].x, now[one].y - was[one].y) for one in kept]
    moved = [by for by in moved if max(map(abs, by)) > 1]
    back = all(across <= 0 and down <= 0 for across, down in moved)
    return bool(moved) and back and (not any(a for a, _d in moved) or not any(d for _a, d in moved))


def _lies_in_another(base: Model, step: str, gone: set[str]) -> bool:
    scope = base.graph.nodes[step].scope
    while scope in base.graph.nodes:
        if scope in gone:
            return True
        scope = base.graph.nodes[scope].scope
    return False


def _rows(graph: Graph, ids: set[str]) -> Iterator[tuple[str, ...]]:
    """What is gone in rows: those that ways joined, in the order of the ways."""
    left = [one for one in graph.nodes if one in ids]
    while left:
        group, todo = set[str](), [left[0]]
        while todo:
            here = todo.pop()
            if here not in group:
                group.add(here)
                todo += [one for one in (*graph.before(here), *graph.after(here)) if one in ids]
        yield _in_order(graph, group)
        left = [one for one in left if one not in group]


def _in_order(graph: Graph, group: set[str]) -> tuple[str, ...]:
    """What is gone together in the order in which work comes to it."""
    ids = [one for one in graph.nodes if one in group]
    inner = {*between(graph, ids), *group}
    entered = [one for one in ids if any(source not in inner for source in graph.before(one))]
    first = entered if len(inner) > len(group) else [one for one in ids if not group & {*graph.before(one)}]
    found: dict[str, None] = {}
    todo = [*(first or ids)]
    while todo:
        here = todo.pop(0)
        if here not in found:
            found[here] = None
            todo += [one for one in graph.after(here) if one in group]
    return (*found, *(one for one in ids if one not in found))


def _with_pairs(graph: Graph, rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The rows, but two gateways between which others stayed as one."""
    alone = [row for row in rows if len(row) == 1 and graph.nodes[row[0]].type in GATEWAYS]
    group = {one for row in alone for one in row}
    if len(alone) != 2 or not between(graph, [*group]):
        return rows
    return [_in_order(graph, group), *(row for row in rows if row not in alone)]


def _only_by(graph: Graph, event: Node) -> set[str]:
    """What only an event at a border leads to."""
    ahead = {one: [*graph.after(one)] for one in graph.nodes}
    for node in graph.nodes.values():
        if node.attached_to and node.id != event.id:
            ahead.setdefault(node.attached_to, []).append(node.id)
    path = _reach(ahead, [event.id]) - {event.id}
    others = [one for one in graph.nodes if one not in path and one != event.id]
    stay = _reach(ahead, [*others, event.attached_to or ""])
    return path - stay


def _reach(ahead: dict[str, list[str]], first: list[str]) -> set[str]:
    seen: set[str] = set()
    todo = [*first]
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += ahead.get(node, ())
    return seen
