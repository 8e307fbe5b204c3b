"""Drawing nodes that are there elsewhere: what hangs on them goes along, what is docked at them is led anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from processes.change.draft.tags import DI, Element, kind, own_text
from processes.change.draft.tree import Draft
from processes.change.draft.waypoints import SAME, Box, Point, bounds, dock, set_waypoints, waypoints
from processes.change.drawing.figures import add_edge, move_shape
from processes.change.drawing.geometry import segments
from processes.change.drawing.routing import route
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.whole import LINKS, Whole, shift


def move_nodes(draft: Draft, plane: Element, to: dict[str, Box]) -> set[str]:
    """Draw nodes at other places, with the events at their borders; gives the ids of all that moved.

    The ways at them still lead to where they stood: `lead_all_again` follows once everything stands.
    """
    moved: set[str] = set()
    for identity, box in to.items():
        shape = next((s for s in draft.shapes.get(identity, ()) if s.getparent() is plane), None)
        old = bounds(shape) if shape is not None else None
        if shape is None or old is None:
            continue
        by = (box[0] - old[0], box[1] - old[1])
        move_shape(shape, box)
        moved.add(identity)
        moved |= Whole(draft, plane, identity, old).move(by)
        for event in draft.all("boundaryEvent"):
            if draft.ref(event.get("attachedToRef")) != identity:
                continue
            for hanging in draft.shapes.get(str(event.get("id")), ()):
                if hanging.getparent() is plane:
                    shift(hanging, by)
                    moved.add(str(event.get("id")))
    draft.redrawn |= moved
    return moved


def ends_of(draft: Draft, what: Element) -> tuple[str, str]:
    """The ids of what an edge leads from and to; of data that a step reads or writes one end is the step."""
    if kind(what) not in LINKS:
        return draft.ends(what)
    parent = what.getparent()
    step = str(parent.get("id")) if parent is not None else ""
    data = {kind(child): draft.ref(own_text(child)) for child in what}
    reads = kind(what) == "dataInputAssociation"
    return (data.get("sourceRef", ""), step) if reads else (step, data.get("targetRef", ""))


def lead_all_again(draft: Draft, plane: Element, scope: Element | None, moved: Collection[str]) -> None:
    """Lead every way anew that begins or ends at something that was moved: sequence flows first, then all others."""
    lead_again(
        draft, plane, scope, [what for _, what in _docked_at(draft, plane, moved) if kind(what) == "sequenceFlow"]
    )
    redock(draft, plane, scope, moved)


def redock(draft: Draft, plane: Element, scope: Element | None, moved: Collection[str]) -> None:
    """Lead message flows, associations and data links anew that are docked at something that was moved."""
    for edge, what in _docked_at(draft, plane, moved):
        if kind(what) != "sequenceFlow":
            _dock_again(draft, plane, scope, edge, what)


def dock_again(draft: Draft, plane: Element, scope: Element | None, links: Collection[Element]) -> None:
    """Lead these message flows, associations and data links to where their ends stand now."""
    for edge, what in _drawn(draft, plane):
        if any(what is link for link in links):
            _dock_again(draft, plane, scope, edge, what)


def _drawn(draft: Draft, plane: Element) -> Iterator[tuple[Element, Element]]:
    """The edges of a plane, each with what it draws."""
    for edge in plane.findall(DI + "BPMNEdge"):
        what = draft.elements.get(draft.ref(edge.get("bpmnElement")))
        if what is not None:
            yield edge, what


def _docked_at(draft: Draft, plane: Element, nodes: Collection[str]) -> list[tuple[Element, Element]]:
    """The edges that begin or end at nodes, each with what it draws."""
    found = []
    for edge, what in _drawn(draft, plane):
        ends = set(ends_of(draft, what)) & set(nodes)
        if ends and not (len(ends) == 2 and _lie_inside(draft, ends)):
            found.append((edge, what))
    return found


def _lie_inside(draft: Draft, ids: Collection[str]) -> bool:
    """Whether nodes lie in one that is among them, or in one that was moved as a whole."""
    parents = {draft.elements[one].getparent() for one in ids}
    holder = parents.pop() if len(parents) == 1 else None
    return holder is not None and str(holder.get("id")) in draft.redrawn


def lead_again(draft: Draft, plane: Element, scope: Element | None, flows: Collection[Element]) -> None:
    """Lead ways anew between where their ends are drawn now; those that were not drawn are drawn."""
    waiting = {str(flow.get("id")) for flow in flows}
    for flow in flows:
        sheet = Sheet(draft, plane, scope)
        ends = draft.ends(flow)
        source, target = sheet.box(ends[0]), sheet.box(ends[1])
        if source is None or target is None:
            continue
        points = route(source, target, sheet.surroundings(waiting, ends), [*sheet.docked(waiting)])
        identity = str(flow.get("id"))
        waiting.discard(identity)
        edge = sheet.edge(identity)
        if edge is None:
            add_edge(draft, plane, flow, points)
        else:
            set_waypoints(edge, points)
            label_along(edge, points)


def label_along(edge: Element, points: list[Point]) -> None:
    """Put the label of a way beside the first longer piece of it."""
    for label in edge.iterfind(f"{DI}BPMNLabel"):
        box = bounds(label)
        if box is None:
            continue
        (ax, ay), (bx, by) = max(
            segments(points[:3]), key=lambda piece: abs(piece[0][0] - piece[1][0]) + abs(piece[0][1] - piece[1][1])
        )
        middle = ((ax + bx) / 2, (ay + by) / 2)
        flat = abs(ay - by) < SAME
        place = (middle[0] - box[2] / 2, middle[1] - box[3] - 4) if flat else (middle[0] + 6, middle[1] - box[3] / 2)
        move_shape(label, (*place, box[2], box[3]))


def _dock_again(draft: Draft, plane: Element, scope: Element | None, edge: Element, what: Element) -> None:
    """Lead a message flow or an association to where its ends stand now, as straight or slanted as it was."""
    sheet = Sheet(draft, plane, scope)
    ends = ends_of(draft, what)
    source, target = sheet.box(ends[0]), sheet.box(ends[1])
    old = waypoints(edge)
    if source is None or target is None or len(old) < 2:
        return
    square = all(abs(a[0] - b[0]) < SAME or abs(a[1] - b[1]) < SAME for a, b in segments(old))
    if square:
        points = route(source, target, sheet.surroundings((str(what.get("id")),), ends))
    else:
        middles = [(box[0] + box[2] / 2, box[1] + box[3] / 2) for box in (target, source)]
        points = [dock(source, middles[0]), dock(target, middles[1])]
    set_waypoints(edge, points)
    label_along(edge, points)
    draft.redrawn.add(str(what.get("id")))
