"""The drawing of joined arrows: the kept edge runs on through the freed box."""

from __future__ import annotations

import copy

from processes.change.draft import DI, Draft, Element
from processes.change.draft.waypoints import Box, Point, bounds, bridge, dock, set_waypoints, simplify, trim, waypoints


def join_edges(draft: Draft, into: Element, out: Element, *, keep_out: bool) -> None:
    """Draw one flow along the way of two; call it before the flows are joined."""
    into_id, out_id = str(into.get("id")), str(out.get("id"))
    drawn = draft.edges.get(into_id, [])
    onward = draft.edges.get(out_id, [])
    for edge in drawn:
        freed, ahead = _box(draft, draft.ends(into)[1], edge), _box(draft, draft.ends(out)[1], edge)
        behind = _box(draft, draft.ends(out)[0], edge)
        way = trim(waypoints(edge), freed)
        other = next((o for o in onward if o.getparent() is edge.getparent()), None)
        rest = trim(trim(waypoints(other), ahead)[::-1], behind)[::-1] if other is not None else []
        if len(rest) < 2:
            rest = _straight_to(draft, edge, draft.ends(out)[1], way)
        if len(way) > 1 and rest:
            set_waypoints(edge, simplify(bridge(way, rest)))
        if other is not None and not keep_out:
            _move_label(into, edge, out, other)
    if not drawn and not keep_out:
        _take_over(draft, into, into_id, out_id)


def _straight_to(draft: Draft, edge: Element, target: str, way: list[Point]) -> list[Point]:
    """The end of a way whose second half is not drawn: at the side of the next shape."""
    box = _box(draft, target, edge)
    return [dock(box, way[-1])] if box and way else []


def _box(draft: Draft, node: str, edge: Element) -> Box | None:
    """Where a node is drawn on the canvas of an edge."""
    boxes = (bounds(s) for s in draft.shapes.get(node, []) if s.getparent() is edge.getparent())
    return next((b for b in boxes if b), None)


def _move_label(into: Element, edge: Element, out: Element, other: Element) -> None:
    label = other.find(DI + "BPMNLabel")
    if label is None or not out.get("name") or into.get("name"):
        return
    for old in edge.findall(DI + "BPMNLabel"):
        edge.remove(old)
    label.tail = edge[-1].tail if len(edge) else None
    edge.append(copy.deepcopy(label))


def _take_over(draft: Draft, into: Element, into_id: str, out_id: str) -> None:
    """Only the second half is drawn: draw the kept flow with it, from the shape it begins at."""
    for edge in draft.edges.pop(out_id, []):
        way = waypoints(edge)
        box = _box(draft, draft.ends(into)[0], edge)
        if box is None or len(way) < 2:
            draft.drop(edge)
            continue
        set_waypoints(edge, simplify(bridge([dock(box, way[0])], way)))
        edge.set("bpmnElement", into_id)
        draft.edges.setdefault(into_id, []).append(edge)
