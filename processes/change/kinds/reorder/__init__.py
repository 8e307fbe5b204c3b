"""Doing steps in a row in another order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Operation, Seen, Steps
from processes.change.draft import Draft
from processes.change.names import full_label, listed
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.comparing import in_a_row, who_stands_elsewhere
from processes.change.structure.exchange import exchange
from processes.change.structure.paths import only_work, path_of, without_conditions
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

SAID = _("do {steps} in this order")

CODES = {
    **structural(
        "NOT_A_SEQUENCE", "NOT_AN_ACTIVITY", "BROKEN_INPUT_FLOW", "CROSS_SCOPE_FLOW", "CONDITION_CANNOT_MOVE",
    ),
    "NOT_THE_SAME_STEPS": "the order names other steps than those that are put in order",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reorder(Operation):
    """Do steps in a row in another order: what stops most cases soonest and cheapest first (knock-out)."""

    steps: tuple[str, ...]
    order: tuple[str, ...]

    kind = "reorder"
    about = About(
        title=_("Do the steps in another order"),
        hint=_("The check that stops most cases comes first."),
        does="lets steps in a row be done in another order",
        verb=r"do\b.* in this order\b",
        troubles={"slow": 8},
        joins=("and", "in", "this", "order"),
        keep=_("Leave them in their order"),
        said=(SAID,),
    )
    parameters = (
        Steps(name="steps", about="the ids of the steps as they are done now, first to last", least=2, most=20),
        Steps(name="order", about="the same ids in the order wanted", least=2, most=20),
    )
    codes = CODES
    may_shift = frozenset({"x", "y"})
    shapes_paths = True
    may_redraw = True

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Let each stand where the order puts it."""
        keep = Choice("keep", self.about.keep)
        if sorted(self.steps) != sorted(self.order):
            words = _("Expected the same steps in 'order' as in 'steps', but they differ. Name each once in both.")
            raise CannotChange("NOT_THE_SAME_STEPS", words, self.steps[0], (keep,))
        path = path_of(draft, self.steps, keep)
        only_work(path.steps, keep)
        without_conditions(draft, (*path.between, path.out), keep)
        exchange(draft, dict(zip(self.steps, self.order, strict=True)))

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Reorder]) -> Iterator[str]:
        """Do “B”, “A” and “C” in this order."""
        for one in operations:
            yield placed(SAID, steps=listed([full_label(graph, step) for step in one.order]))

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """The order that they had."""
        return (Reorder(self.order, self.steps),)

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Reorder]:
        """The steps in a row that stand at the ways of one another; two of them are said to change places."""
        comes = who_stands_elsewhere(seen)
        row = in_a_row(seen.base.graph, tuple(comes))
        if len(row) > 2:
            yield cls(row, tuple(comes[step] for step in row))

    @classmethod
    def places(cls, model: Model) -> Iterator[Reorder]:
        """Every three steps in a row."""
        nodes = model.graph.nodes
        for node in nodes.values():
            row = [node.id]
            while len(row) < 3 and len(after := model.graph.after(row[-1])) == 1:
                (following,) = after
                if following not in nodes or following in row or not nodes[following].is_activity:
                    break
                row.append(following)
            if node.is_activity and len(row) == 3:
                yield cls(tuple(row), (*row[1:], row[0]))
