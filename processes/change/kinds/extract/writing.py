"""Putting a stretch of a process into a sub-process of its own."""

from __future__ import annotations

from collections.abc import Sequence

from processes.change.draft import BPMN, Draft, Element
from processes.change.draft.connect import lead_to
from processes.change.draft.lines import line_before
from processes.change.draft.nodes import lane_of, new_flow, new_node, put_in_lane
from processes.change.kinds.extract.drawing import Canvas, New
from processes.change.names import listed
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.paths import called, not_after_choice
from processes.change.structure.stretch import Stretch, stretch_of
from processes.messages import _

CODES = {
    **structural("NOT_SESE", "BROKEN_INPUT_FLOW", "CROSS_SCOPE_FLOW", "EVENT_GATEWAY_TARGET", "ID_TAKEN"),
    "SEVERAL_LANES": "the steps are done by different lanes",
    "UNDONE_FROM_OUTSIDE": "a step is undone, or undoes another one, across the border",
    "DRAWN_AMONG_OTHERS": "other steps are drawn among those that would go in, and messages or documents at them",
}


def may_extract(draft: Draft, steps: Sequence[str]) -> bool:
    """Whether a stretch could become a sub-process."""
    try:
        found = _check(draft, steps, Choice("keep", ""))
        _canvas(draft, found, Choice("keep", ""))
    except CannotChange:
        return False
    return True


def extract(draft: Draft, steps: Sequence[str], title: str, keep: Choice, identity: str = "") -> None:
    """Make a sub-process of a stretch, which its nodes go into as they are; raises `CannotChange`."""
    if identity and identity in draft.elements:
        words = _("Another element already has the id {id}. Give the new step another one.", id=repr(identity))
        raise CannotChange("ID_TAKEN", words, steps[0], (keep,))
    stretch = _check(draft, steps, keep)
    canvas = _canvas(draft, stretch, keep)
    lane = lane_of(draft, stretch.first)
    frame = canvas.frame(draft, stretch, lane) if canvas is not None else None
    after = draft.elements[draft.ends(stretch.out)[1]]
    holder = new_node(draft, "subProcess", stretch.nodes[0], title, identity)
    put_in_lane(draft, holder, lane)
    for node in stretch.nodes:
        put_in_lane(draft, node, None)
    lead_to(draft, stretch.into, holder)
    start = new_node(draft, "startEvent", stretch.nodes[-1])
    end = new_node(draft, "endEvent", start)
    lead_to(draft, stretch.out, end)
    onward = new_flow(draft, holder, after, stretch.out)
    begins = new_flow(draft, start, stretch.first, stretch.out)
    _move_into(holder, [start, *stretch.nodes, end, begins, *stretch.between, stretch.out])
    if canvas is not None and frame is not None:
        canvas.draw(draft, stretch, frame, New(holder, start, end, onward, begins))


def _check(draft: Draft, steps: Sequence[str], keep: Choice) -> Stretch:
    stretch = stretch_of(draft, steps, keep)
    not_after_choice(draft, stretch.into, keep)
    lanes = {lane_of(draft, node) for node in stretch.nodes}
    if len(lanes) > 1:
        words = _(
            "{steps} are done by different people. Choose steps of the same lane.",
            steps=listed([called(step) for step in (stretch.first, stretch.last)]),
        )
        raise CannotChange("SEVERAL_LANES", words, steps[0], (keep,))
    for node in stretch.nodes:
        asked = any(
            draft.ref(event.get("activityRef")) == node.get("id") for event in draft.all("compensateEventDefinition")
        )
        if (
            asked
            or node.get("isForCompensation") == "true"
            or node.find(BPMN + "compensateEventDefinition") is not None
        ):
            words = _("{step} can be undone, or undoes others. Leave it where it is.", step=called(node))
            raise CannotChange("UNDONE_FROM_OUTSIDE", words, str(node.get("id")), (keep,))
    return stretch


def _canvas(draft: Draft, stretch: Stretch, keep: Choice) -> Canvas | None:
    """Where a stretch is drawn, None where it is not; raises `CannotChange` where it cannot be taken out of there."""
    canvas = Canvas.of(draft, stretch)
    if canvas is not None and canvas.mixed and canvas.is_tied(stretch):
        words = _(
            "Other steps are drawn among {steps}, and messages or documents at them. Part these in the drawing first.",
            steps=listed([called(step) for step in (stretch.first, stretch.last)]),
        )
        raise CannotChange("DRAWN_AMONG_OTHERS", words, str(stretch.first.get("id")), (keep,))
    return canvas


def _move_into(holder: Element, elements: Sequence[Element]) -> None:
    line = line_before(holder)
    holder.extend(elements)
    if line is not None and not line.strip():
        holder.text = line + "  "
        for child in holder:
            child.tail = line + "  "
        holder[-1].tail = line
