"""Which column and row each node of a scope gets."""

from __future__ import annotations

from dataclasses import dataclass

from processes.model.graph import Graph, Node


@dataclass(frozen=True, slots=True)
class Cell:
    """A place on the grid; rows are counted over all lanes of the scope, from the top."""

    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a scope's nodes and how many rows each lane takes, lanes in order."""

    cells: dict[str, Cell]
    lane_rows: tuple[tuple[str | None, int], ...]


def grid(graph: Graph, order: list[Node], lanes: list[str | None]) -> Grid:
    """Place nodes, given in reading order: one a cell, columns along the flow, rows within the node's lane."""
    placed = [n for n in order if n.type != "boundaryEvent" or n.attached_to not in {m.id for m in order}]
    columns = _columns(graph, order)
    rows = _rows(graph, placed, columns, lanes)
    first, lane_rows, below = {}, [], 0
    for lane in lanes:
        first[lane] = below
        height = 1 + max((rows[n.id] for n in placed if _lane(n, lanes) == lane), default=0)
        lane_rows.append((lane, height))
        below += height
    cells = {n.id: Cell(columns[n.id], first[_lane(n, lanes)] + rows[n.id]) for n in placed}
    return Grid(cells, tuple(lane_rows))


def _lane(node: Node, lanes: list[str | None]) -> str | None:
    return node.lane if node.lane in lanes else lanes[0]


def _columns(graph: Graph, order: list[Node]) -> dict[str, int]:
    """The longest way from a start, arrows that lead back left out; a boundary event stands where its step does."""
    place = {node.id: i for i, node in enumerate(order)}
    columns: dict[str, int] = {}
    for node in order:
        if node.attached_to in columns and node.attached_to is not None:
            columns[node.id] = columns[node.attached_to]
            continue
        before = [b for b in graph.before(node.id) if b in columns and place[b] < place[node.id]]
        columns[node.id] = max((columns[b] + 1 for b in before), default=0)
    return columns


def _rows(graph: Graph, placed: list[Node], columns: dict[str, int], lanes: list[str | None]) -> dict[str, int]:
    """Each node beside the one it follows where that cell is free, else in the next free row below."""
    taken: set[tuple[str | None, int, int]] = set()
    rows: dict[str, int] = {}
    for node in placed:
        lane = _lane(node, lanes)
        row = _wish(graph, node, rows, placed, lanes)
        while (lane, columns[node.id], row) in taken:
            row += 1
        taken.add((lane, columns[node.id], row))
        rows[node.id] = row
    return rows


def _wish(graph: Graph, node: Node, rows: dict[str, int], placed: list[Node], lanes: list[str | None]) -> int:
    same = {n.id for n in placed if _lane(n, lanes) == _lane(node, lanes)}
    wishes = []
    for before in graph.before(node.id):
        source = graph.nodes[before]
        if source.attached_to in rows and source.attached_to in same:
            wishes.append(rows[source.attached_to] + 1)
        elif before in rows and before in same:
            wishes.append(rows[before])
    return min(wishes, default=0)
