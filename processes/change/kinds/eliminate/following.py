"""Where something else stands in the same columns: only what follows on the path moves up, in its own row."""

from __future__ import annotations

from collections.abc import Collection

from processes.change.draft import DI, Draft, Element, kind
from processes.change.draft.room import Axis
from processes.change.draft.waypoints import Box, set_waypoints, waypoints
from processes.change.drawing.geometry import meets, overlap
from processes.change.drawing.moving import lead_again, move_nodes, redock
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.spot import CLEAR, GAP
from processes.change.drawing.whole import shift

# The least that is worth a move.
WORTH = 10.0


def move_up(draft: Draft, plane: Element, axis: Axis, high: float, led: Collection[str]) -> None:
    """Let what follows behind a line on these ways move up as far as it comes too close to nothing."""
    at = 0 if axis == "x" else 1
    flows = [draft.elements[way] for way in sorted(led)]
    scope = flows[0].getparent() if flows else None
    sheet = Sheet(draft, plane, scope)
    boxes = sheet.nodes()
    moving = _following(draft, {draft.ends(flow)[1] for flow in flows}, boxes, at, high)
    by = _how_far(draft, sheet, {node: boxes[node] for node in moving}, at)
    if by < WORTH:
        return
    to = {node: _moved(boxes[node], at, by) for node in moving}
    if not _is_clear(draft, sheet, to):
        return
    moved = move_nodes(draft, plane, to)
    again = []
    for edge in plane.iterfind(DI + "BPMNEdge"):
        what = draft.get(edge.get("bpmnElement"))
        ends = {*draft.ends(what)} if what is not None and kind(what) == "sequenceFlow" else set()
        if ends and ends <= moved and str(what.get("id") if what is not None else "") not in led:
            _shift(edge, at, by)
        elif ends & moved and what is not None:
            again.append(what)
    lead_again(draft, plane, scope, again)
    redock(draft, plane, scope, moved)


def _following(draft: Draft, first: Collection[str], boxes: dict[str, Box], at: int, high: float) -> set[str]:
    """What lies behind the line and can be reached from what follows first without going back over it."""
    ahead: dict[str, list[str]] = {}
    for flow in draft.flows():
        source, target = draft.ends(flow)
        ahead.setdefault(source, []).append(target)
    for event in draft.all("boundaryEvent"):
        host = draft.ref(event.get("attachedToRef"))
        ahead.setdefault(host, []).extend(ahead.get(str(event.get("id")), ()))
    found: set[str] = set()
    todo = [*first]
    while todo:
        here = todo.pop()
        if here not in found and here in boxes and boxes[here][at] >= high:
            found.add(here)
            todo += ahead.get(here, ())
    return found


def _how_far(draft: Draft, sheet: Sheet, moving: dict[str, Box], at: int) -> float:
    """How far all of it can move: no nearer to what stands before it in its row, or leads to it, than usual."""
    across = 1 - at
    by = min((box[at] for box in moving.values()), default=0.0)
    for node, box in moving.items():
        before = {draft.ends(flow)[0] for flow in draft.flows() if draft.ends(flow)[1] == node}
        for one, other in sheet.solid(moving).items():
            end = other[at] + other[at + 2]
            in_row = (
                other[across] < box[across] + box[across + 2] + CLEAR
                and box[across] < other[across] + other[across + 2] + CLEAR
            )
            if end <= box[at] and (in_row or one in before):
                by = min(by, box[at] - end - GAP)
    return by


def _is_clear(draft: Draft, sheet: Sheet, to: dict[str, Box]) -> bool:
    """Whether nothing that stays is where something comes to stand: no step, label or way."""
    flows = [str(flow.get("id")) for flow in draft.flows() if {*draft.ends(flow)} & to.keys()]
    around = sheet.surroundings(flows, to)
    for box in to.values():
        if any(overlap(box, other, CLEAR) for other in around.boxes) or any(overlap(box, one) for one in around.labels):
            return False
        if any(meets(box, line, CLEAR / 2) for line in around.lines):
            return False
    return True


def _moved(box: Box, at: int, by: float) -> Box:
    return (box[0] - by, *box[1:]) if at == 0 else (box[0], box[1] - by, *box[2:])


def _shift(edge: Element, at: int, by: float) -> None:
    gone = (-by, 0.0) if at == 0 else (0.0, -by)
    set_waypoints(edge, [(x + gone[0], y + gone[1]) for x, y in waypoints(edge)])
    for label in edge.iterfind(f"{DI}BPMNLabel"):
        shift(label, gone)
