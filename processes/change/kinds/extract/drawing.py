"""The drawing of a stretch that becomes a sub-process: in a frame where it stands, else on a canvas of its own."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from processes.change.draft import DI, Draft, Element, kind
from processes.change.draft.lines import put_after
from processes.change.draft.waypoints import Box, set_waypoints
from processes.change.drawing.block import free_place
from processes.change.drawing.figures import add_shape
from processes.change.drawing.geometry import overlap
from processes.change.drawing.moving import ends_of, lead_again
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.spot import CLEAR
from processes.change.structure.frame import (
    EVENT,
    PAD,
    SIDE,
    bounds_of,
    crossing,
    draw_frame,
    make_frame,
    others_in,
)
from processes.change.structure.stretch import Stretch


@dataclass(frozen=True, slots=True)
class New:
    """What a sub-process brings along: itself, its start and its end, the way on from it and that to its first step."""

    holder: Element
    start: Element
    end: Element
    onward: Element
    begins: Element


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where a stretch is drawn: round which box, and whether other steps are drawn in it."""

    sheet: Sheet
    box: Box
    mixed: bool

    @classmethod
    def of(cls, draft: Draft, stretch: Stretch) -> Canvas | None:
        """Where a stretch is drawn before it is changed, None where it is not."""
        sheet = Sheet.of(draft, stretch.first, stretch.first.getparent())
        box = bounds_of(sheet, stretch.ids, stretch.ways) if sheet is not None else None
        return cls(sheet, box, bool(others_in(sheet, box, stretch.ids))) if sheet is not None and box else None

    def is_tied(self, stretch: Stretch) -> bool:
        """Whether messages, notes or documents are drawn at steps of the stretch."""
        draft = self.sheet.draft
        drawn = (draft.elements.get(draft.ref(e.get("bpmnElement"))) for e in self.sheet.plane.iter(DI + "BPMNEdge"))
        return any(
            what is not None and kind(what) != "sequenceFlow" and stretch.ids & {*ends_of(draft, what)}
            for what in drawn
        )

    def frame(self, draft: Draft, stretch: Stretch, lane: Element | None) -> Box:
        """Where the sub-process comes: round its steps, for which room is made; where others are, on their place."""
        if not self.mixed:
            return make_frame(draft, self.sheet, stretch.ids, stretch.ways, lane)
        first = self.sheet.box(str(stretch.first.get("id"))) or self.box
        width, height = self.sheet.size_of_steps()
        wanted = (first[0] + first[2] / 2 - width / 2, first[1] + first[3] / 2 - height / 2, width, height)
        if any(overlap(wanted, other, CLEAR) for other in self.sheet.solid(stretch.ids).values()):
            return free_place(self.sheet, wanted, lane, {*stretch.ids})
        return wanted

    def draw(self, draft: Draft, stretch: Stretch, frame: Box, new: New) -> None:
        """Draw the sub-process and its steps, once they are in it."""
        outer, edge = self.sheet.plane, self.sheet.edge(str(stretch.into.get("id")))
        if self.mixed:
            inner, around = _own_plane(draft, new.holder), (self.box[0] - SIDE, 0.0, self.box[2] + 2 * SIDE, 0.0)
            add_shape(draft, outer, new.holder, frame).set("isExpanded", "false")
            for name in (*stretch.ids, *stretch.ways, str(stretch.out.get("id"))):
                for drawn in (*draft.shapes.get(name, ()), *draft.edges.get(name, ())):
                    if drawn.getparent() is outer:
                        inner.append(drawn)
        else:
            inner, around = outer, frame
            draw_frame(draft, self.sheet, new.holder, frame, stretch.nodes[0])
            if edge is not None:
                set_waypoints(edge, [(frame[0], frame[1] + frame[3] / 2)] * 2)
        self._draw_inside(draft, stretch, (inner, around), new)
        scope = self.sheet.scope
        inside = {*stretch.ways, *(str(one.get("id")) for one in (new.begins, stretch.out))}
        outside = [] if self.mixed else crossing(Sheet(draft, outer, scope), frame, inside)
        others = [flow for flow in outside if flow is not stretch.into]
        draft.redrawn |= {str(flow.get("id")) for flow in others}
        lead_again(draft, outer, scope, [stretch.into, new.onward, *others])

    def _draw_inside(self, draft: Draft, stretch: Stretch, where: tuple[Element, Box], new: New) -> None:
        """Draw the start and the end in line with the first step and the last."""
        plane, around = where
        now = Sheet(draft, plane, new.holder)
        places = ((new.start, stretch.first, around[0] + PAD / 2),
                  (new.end, stretch.last, around[0] + around[2] - PAD / 2 - EVENT))  # fmt: skip
        for event, by, x in places:
            box = now.box(str(by.get("id")))
            if box is not None:
                add_shape(draft, plane, event, (x, box[1] + box[3] / 2 - EVENT / 2, EVENT, EVENT))
        lead_again(draft, plane, new.holder, (new.begins, stretch.out))


def _own_plane(draft: Draft, holder: Element) -> Element:
    """A new canvas for the inside of a sub-process, behind those that there are."""
    identity = str(holder.get("id"))
    diagram = etree.Element(DI + "BPMNDiagram", id=draft.new_id("Diagram"))
    plane = etree.SubElement(diagram, DI + "BPMNPlane", id=f"{identity}_plane", bpmnElement=identity)
    put_after(draft.root.findall(DI + "BPMNDiagram")[-1], diagram)
    draft.add(diagram)
    draft.planes[identity] = [plane]
    return plane
