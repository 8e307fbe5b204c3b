"""A new step that is done at the same time as others: between a split and a join, in a branch of its own."""

from __future__ import annotations

from collections.abc import Sequence

from processes.change.contract import Option
from processes.change.draft import Draft, Element
from processes.change.draft.nodes import lane_of, new_flow, new_node, put_in_lane, put_on
from processes.change.drawing.block import draw_branch
from processes.change.drawing.spot import draw_on
from processes.change.names import listed
from processes.change.options.called import Called
from processes.change.options.rows import rows
from processes.change.refusal import CannotChange, Choice
from processes.change.structure.paths import not_after_choice, without_conditions
from processes.change.structure.stretch import Stretch, stretch_of
from processes.model import Model

GATE = (50.0, 50.0)


def stretch_beside(draft: Draft, steps: Sequence[str], keep: Choice) -> Stretch:
    """The stretch beside which a step can be done; raises `CannotChange` where none can."""
    stretch = stretch_of(draft, steps, keep)
    not_after_choice(draft, stretch.into, keep)
    without_conditions(draft, (stretch.out,), keep)
    return stretch


def rows_beside(model: Model, step: str) -> Sequence[Option]:
    """A step alone and the rows with it beside which another one can be done."""
    draft, called = Draft(model.root), Called(model.graph)
    return [
        Option(list(row), listed([called(one) for one in row]))
        for row in rows(model.graph, step, 1, 4)
        if _may(draft, row)
    ]


def put_beside(draft: Draft, stretch: Stretch, node: Element, size: tuple[float, float]) -> None:
    """Let a new node be done at the same time as a stretch."""
    lane = lane_of(draft, stretch.first)
    split = new_node(draft, "parallelGateway", stretch.first)
    join = new_node(draft, "parallelGateway", stretch.last)
    for gateway in (split, join):
        put_in_lane(draft, gateway, lane)
    inner = put_on(draft, stretch.into, split)
    draw_on(draft, stretch.into, split, inner, lane, GATE)
    onward = put_on(draft, stretch.out, join)
    draw_on(draft, stretch.out, join, onward, lane, GATE)
    into = new_flow(draft, split, node, inner)
    out = new_flow(draft, node, join, stretch.out)
    draw_branch(draft, (split, node, join), (into, out), lane_of(draft, node), size)


def _may(draft: Draft, row: Sequence[str]) -> bool:
    try:
        stretch_beside(draft, row, Choice("keep", ""))
    except CannotChange:
        return False
    return True
