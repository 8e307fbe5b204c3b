"""A parallel block made a row."""

from __future__ import annotations

from collections.abc import Sequence

from processes.change.draft import Draft, Element, kind
from processes.change.draft.connect import lead_from, lead_to
from processes.change.drawing.moving import lead_again
from processes.change.drawing.sheet import Sheet
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.paths import alone, called, only_work, without_conditions
from processes.messages import _

CODES = {
    **structural("NOT_A_SEQUENCE", "NOT_AN_ACTIVITY", "BROKEN_INPUT_FLOW", "CROSS_SCOPE_FLOW", "CONDITION_CANNOT_MOVE"),
    "NOT_ONE_BLOCK": "the steps are not all the branches of one parallel block",
}


def chain(draft: Draft, steps: Sequence[Element], keep: Choice) -> None:
    """Let the branches of a block follow one another; raises `CannotChange` where they are not all of one block."""
    only_work(steps, keep)
    paths = [alone(draft, str(step.get("id")), keep) for step in steps]
    splits = {draft.ends(path.into)[0] for path in paths}
    joins = {draft.ends(path.out)[1] for path in paths}
    ends = [draft.elements[one] for one in (*splits, *joins)]
    ways = [[flow for flow in draft.flows() if draft.ends(flow)[0] == str(ends[0].get("id"))],
            [flow for flow in draft.flows() if draft.ends(flow)[1] == str(ends[-1].get("id"))]]  # fmt: skip
    into = [flow for flow in draft.flows() if draft.ends(flow)[1] == str(ends[0].get("id"))]
    onward = [flow for flow in draft.flows() if draft.ends(flow)[0] == str(ends[-1].get("id"))]
    whole = len(ends) == 2 and all(kind(one) == "parallelGateway" for one in ends)
    if not whole or any(len(side) != len(steps) for side in ways) or len(into) != 1 or len(onward) != 1:
        words = _(
            "{step} and the others are not all the branches between one split and its join.", step=called(steps[0])
        )
        raise CannotChange("NOT_ONE_BLOCK", words, str(steps[0].get("id")), (keep,))
    without_conditions(draft, [way for path in paths for way in (path.into, path.out)], keep)
    lead_to(draft, into[0], steps[0])
    lead_from(draft, onward[0], steps[-1])
    between = [path.into for path in paths[1:]]
    for way, before in zip(between, steps, strict=False):
        lead_from(draft, way, before)
    for way in (paths[0].into, *(path.out for path in paths)):
        draft.drop_flow(way)
    for gateway in ends:
        draft.drop_node(gateway)
    draft.undock()
    sheet = Sheet.of(draft, steps[0], steps[0].getparent())
    if sheet is not None:
        lead_again(draft, sheet.plane, sheet.scope, [into[0], *between, onward[0]])
