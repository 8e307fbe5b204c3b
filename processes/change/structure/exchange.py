"""Letting nodes take the places of others: the ways stay where they are, who stands at them changes."""

from __future__ import annotations

from collections.abc import Mapping

from processes.change.draft import Draft, Element
from processes.change.draft.connect import lead_from, lead_to
from processes.change.draft.nodes import lane_of
from processes.change.draft.waypoints import Box
from processes.change.drawing.block import free_place
from processes.change.drawing.moving import lead_again, lead_all_again, move_nodes, redock
from processes.change.drawing.sheet import Sheet


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


def _box(draft: Draft, sheet: Sheet, nodes: tuple[Element, Element], boxes: tuple[Box, Box], without: set[str]) -> Box:
    """Where a node stands in the place of another: round the same middle, or as far across as its own lane is."""
    (x, y, width, height), own = boxes
    middle = (x + width / 2 - own[2] / 2, y + height / 2 - own[3] / 2, own[2], own[3])
    lane = lane_of(draft, nodes[1])
    if lane is lane_of(draft, nodes[0]):
        return middle
    return free_place(sheet, (middle[0], own[1], own[2], own[3]), lane, without)
