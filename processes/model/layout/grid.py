"""Which column and row each node of a scope gets."""

from __future__ import annotations

from collections.abc import Mapping
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


def grid(graph: Graph, order: list[Node], lanes: list[str | None], lane_of: Mapping[str, str]) -> Grid:
    """Place nodes, given in reading order: one a cell, columns along the flow, rows within the node's lane."""
    ids = {n.id for n in order}
    placed = [n for n in order if n.type != "boundaryEvent" or n.attached_to not in ids]
    own = {n.id: lane_of.get(n.id, lanes[0]) for n in order}
    columns = _columns(graph, order)
    rows = _rows(graph, placed, columns, own)
    heights: dict[str | None, int] = dict.fromkeys(lanes, 1)
    for node in placed:
        heights[own[node.id]] = max(heights[own[node.id]], rows[node.id] + 1)
    first, below = {}, 0
    for lane, height in heights.items():
        first[lane] = below
        below += height
    cells = {n.id: Cell(columns[n.id], first[own[n.id]] + rows[n.id]) for n in placed}
    return Grid(cells, tuple(heights.items()))


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


def _rows(graph: Graph, placed: list[Node], columns: dict[str, int], own: dict[str, str | None]) -> dict[str, int]:
    """Each node beside the one it follows where that cell is free, else in the next free row below."""
    below: dict[tuple[str | None, int, int], int] = {}
    rows: dict[str, int] = {}
    for node in placed:
        lane, column = own[node.id], columns[node.id]
        wish = row = _wish(graph, node, rows, own)
        passed = []
        while (lane, column, row) in below:
            passed.append(row)
            row = below[lane, column, row]
        for other in {wish, row, *passed}:
            below[lane, column, other] = row + 1
        rows[node.id] = row
    return rows


def _wish(graph: Graph, node: Node, rows: dict[str, int], own: dict[str, str | None]) -> int:
    wishes = []
    for before in graph.before(node.id):
        host = graph.nodes[before].attached_to
        if host is not None and host in rows and own[host] == own[node.id]:
            wishes.append(rows[host] + 1)
        elif before in rows and own[before] == own[node.id]:
            wishes.append(rows[before])
    return min(wishes, default=0)
