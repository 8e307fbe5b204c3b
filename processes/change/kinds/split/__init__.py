"""Splitting a step into several that follow one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Operation, Step
from processes.change.contract.titles import Titles
from processes.change.draft import Draft, kind
from processes.change.draft.nodes import lane_of, new_node, put_in_lane, put_on
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.spot import draw_on
from processes.change.names import full_label, listed, quoted
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.paths import alone, called, only_work, without_conditions
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

SAID = _("split {step} into {titles}")


@dataclass(frozen=True, slots=True)
class Split(Operation):
    """Let a step be several in a row; the first of them is the step itself under another name."""

    step: str
    titles: tuple[str, ...]

    kind = "split"
    about = About(
        title=_("Make several steps of it"),
        hint=_("What is one step now is done in several, one after the other."),
        does="makes several steps in a row of one; the first of them is the step itself under another name",
        verb=r"split\b",
        troubles=("unclear", "errors"),
        joins=("into", "and"),
        keep=_("Leave it one step"),
        said=(SAID,),
    )
    parameters = (Step(), Titles())
    codes = structural(
        "NOT_A_SEQUENCE", "NOT_AN_ACTIVITY", "BROKEN_INPUT_FLOW", "CROSS_SCOPE_FLOW", "CONDITION_CANNOT_MOVE",
        "NOT_A_TASK",
    )  # fmt: skip
    explains = frozenset({"added", "retitled"})
    may_shift = frozenset({"x", "y"})

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Give it the first name, and put a step for each other one behind it."""
        keep = Choice("keep", self.about.keep)
        path = alone(draft, self.step, keep)
        only_work(path.steps, keep)
        without_conditions(draft, (path.out,), keep)
        (step,) = path.steps
        if not kind(step).lower().endswith("task"):
            words = _("{step} holds other steps, or is no step at all. Choose a single step.", step=called(step))
            raise CannotChange("NOT_A_TASK", words, self.step, (keep,))
        step.set("name", self.titles[0])
        lane, before, way = lane_of(draft, step), step, path.out
        for title in self.titles[1:]:
            node = new_node(draft, kind(step), before, title)
            put_in_lane(draft, node, lane)
            on = put_on(draft, way, node)
            sheet = Sheet.of(draft, way, node.getparent())
            draw_on(draft, way, node, on, lane, sheet.size_of_steps() if sheet else (100.0, 80.0))
            before, way = node, on

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Split]) -> Iterator[str]:
        """Split “A” into “B” and “C”."""
        for one in operations:
            yield placed(SAID, step=full_label(graph, one.step), titles=listed([quoted(title) for title in one.titles]))

    @classmethod
    def places(cls, model: Model) -> Iterator[Split]:
        """Every single step."""
        for node in model.graph.nodes.values():
            if node.type.lower().endswith("task"):
                yield cls(node.id, ("First half", "Second half"))
