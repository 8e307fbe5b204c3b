"""Putting a new step on a way: in the file, in a lane, in the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.draft.nodes import lane_of, new_node, put_in_lane, put_on
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.spot import draw_on
from processes.change.kinds.insert.beside import put_beside, stretch_beside
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.detour import around
from processes.change.structure.lanes import lane_called
from processes.change.structure.paths import alone, check_way, not_after_choice
from processes.messages import _
from processes.model.graph import ACTIVITIES

if TYPE_CHECKING:
    from processes.change.kinds.insert import Insert

CODES = structural(
    "NO_SUCH_WAY", "SEVERAL_WAYS", "NO_SUCH_LANE", "EVENT_GATEWAY_TARGET", "BROKEN_INPUT_FLOW", "CROSS_SCOPE_FLOW",
    "ID_TAKEN", "NOT_SESE", "CONDITION_CANNOT_MOVE",
)  # fmt: skip
EVENT = 36.0


def insert(draft: Draft, wanted: Insert) -> None:
    """Put a step on a way or beside others; raises `CannotChange`."""
    keep = Choice("keep", wanted.about.keep)
    stretch = stretch_beside(draft, wanted.beside, keep) if wanted.at is None else None
    way = stretch.into if stretch is not None else _way(draft, wanted, keep)
    source, target = (draft.elements[end] for end in draft.ends(way))
    if wanted.id and wanted.id in draft.elements:
        words = _("Another element already has the id {id}. Give the new step another one.", id=repr(wanted.id))
        raise CannotChange("ID_TAKEN", words, str(source.get("id")), (keep,))
    doer = source if kind(source) in ACTIVITIES or kind(target) not in ACTIVITIES else target
    by = stretch.first if stretch is not None else doer
    lane = lane_called(draft, source, wanted.lane, keep) if wanted.lane else lane_of(draft, by)
    node = new_node(draft, wanted.type, stretch.first if stretch is not None else source, wanted.title, wanted.id)
    if wanted.text.strip():
        etree.SubElement(node, BPMN + "documentation").text = wanted.text
    put_in_lane(draft, node, lane)
    sheet = Sheet.of(draft, way, node.getparent())
    size = (EVENT, EVENT) if wanted.type.endswith("Event") else sheet.size_of_steps() if sheet else (100.0, 80.0)
    if stretch is not None:
        put_beside(draft, stretch, node, size)
    else:
        draw_on(draft, way, node, put_on(draft, way, node), lane, size)
    if wanted.when:
        around(draft, alone(draft, str(node.get("id")), keep), wanted.when, back=False, otherwise=True)


def _way(draft: Draft, wanted: Insert, keep: Choice) -> Element:
    assert wanted.at is not None
    way = wanted.at.way(draft, keep)
    check_way(draft, way, keep)
    not_after_choice(draft, way, keep)
    return way
