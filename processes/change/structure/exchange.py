"""Letting nodes take the places of others: the ways stay where they are, who stands at them changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from processes.change.draft import Draft, Element
from processes.change.draft.connect import lead_from, lead_to
from processes.change.draft.nodes import lane_of
from processes.change.draft.room import Axis, Room
from processes.change.draft.waypoints import Box
from processes.change.drawing.block import free_place
from processes.change.drawing.geometry import overlap
from processes.change.drawing.moving import lead_again, lead_all_again, move_nodes, redock
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.spot import CLEAR
from processes.change.drawing.whole import Unstretched

_AXES: tuple[tuple[Axis, int], ...] = (("x", 0), ("y", 1))


def exchange(draft: Draft, into: Mapping[str, str]) -> None:
    """Put each node where another one stands, `into` by the id of who stands there now; each with its own lane."""
    ends = {flow: draft.ends(flow) for flow in draft.flows()}
    for flow, (source, target) in ends.items():
        if into.get(source, source) != source:
            lead_from(draft, flow, draft.elements[into[source]])
        if into.get(target, target) != target:
            lead_to(draft, flow, draft.elements[into[target]])
    first = draft.elements[next(iter(into))]
    sheet = Sheet.of(draft, first, first.getparent())
    if sheet is None:
        return
    _make_room(draft, sheet, into)
    sheet = Sheet(draft, sheet.plane, sheet.scope)
    boxes = {place: sheet.box(place) for place in into}
    to = {}
    for place, comes in into.items():
        there, own = boxes[place], boxes[comes]
        if there is not None and own is not None and place != comes:
            to[comes] = _box(draft, sheet, (draft.elements[place], draft.elements[comes]), (there, own), set(into))
    as_before = all(box in boxes.values() for box in to.values())
    moved = move_nodes(draft, sheet.plane, to)
    if as_before:
        hanging = moved - set(to)
        lead_again(draft, sheet.plane, sheet.scope, [flow for flow in draft.flows() if draft.ends(flow)[0] in hanging])
        redock(draft, sheet.plane, sheet.scope, moved)
    else:
        lead_all_again(draft, sheet.plane, sheet.scope, moved)


def _make_room(draft: Draft, sheet: Sheet, into: Mapping[str, str]) -> None:
    """Move the drawing apart behind each place that is too small for what comes there, or let its own lane grow."""
    whole = [Unstretched(draft, sheet.plane, comes) for comes in into if comes in sheet.shapes]
    for place, comes in into.items():
        now = Sheet(draft, sheet.plane, sheet.scope)
        there, own = now.box(place), now.box(comes)
        if there is None or own is None:
            continue
        lane = lane_of(draft, draft.elements[comes])
        stays = lane is lane_of(draft, draft.elements[place])
        wanted = _middle(there, own)
        box = wanted if stays else free_place(now, (wanted[0], *own[1:]), lane, set(into))
        if not any(overlap(box, other, CLEAR) for other in now.solid(set(into)).values()):
            continue
        band = now.band(lane)
        if not stays and band is not None:
            _open(draft, Room(now.name, "y", band[1] + band[3] - 1, own[3] + 2 * CLEAR), whole)
        elif stays:
            for axis, at in _AXES:
                if own[at + 2] > there[at + 2]:
                    _open(draft, Room(now.name, axis, there[at] + there[at + 2], own[at + 2] - there[at + 2]), whole)


def _open(draft: Draft, room: Room, whole: Collection[Unstretched]) -> None:
    draft.make_room(room)
    for one in whole:
        one.restore(room)


def _middle(there: Box, own: Box) -> Box:
    """A box round the same middle as another one."""
    x, y, width, height = there
    return (x + width / 2 - own[2] / 2, y + height / 2 - own[3] / 2, own[2], own[3])


def _box(draft: Draft, sheet: Sheet, nodes: tuple[Element, Element], boxes: tuple[Box, Box], without: set[str]) -> Box:
    """Where a node stands in the place of another: round the same middle, or as far across as its own lane is."""
    there, own = boxes
    middle = _middle(there, own)
    lane = lane_of(draft, nodes[1])
    if lane is lane_of(draft, nodes[0]):
        free = not any(overlap(middle, other, CLEAR) for other in sheet.solid(without).values())
        return middle if free else (there[0], there[1], own[2], own[3])
    return free_place(sheet, (middle[0], own[1], own[2], own[3]), lane, without)
