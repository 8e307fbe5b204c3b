"""Doing steps one after the other that are done at the same time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Operation, Seen, Steps, node_of
from processes.change.draft import Draft
from processes.change.kinds.serialise.chain import CODES, chain
from processes.change.names import full_label, listed
from processes.change.options.blocks import orders
from processes.change.refusal import Choice
from processes.change.structure.comparing import in_a_row
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

SAID = _("do {steps} one after the other")


@dataclass(frozen=True, slots=True)
class Serialise(Operation):
    """Do the branches of one parallel block one after the other, in the order wanted (the inverse of AP9)."""

    steps: tuple[str, ...]

    kind = "serialise"
    about = About(
        title=_("Do it after the others"),
        hint=_("Steps that are done at the same time now wait for each other."),
        does="lets steps that are done at the same time be done one after the other",
        verb=r"do\b.* one after the other\b",
        troubles={"errors": 4},
        joins=("and", "one", "after", "the", "other"),
        keep=_("Leave them at the same time"),
        said=(SAID,),
    )
    parameters = (
        Steps(name="steps", about="the ids of the steps in the order wanted", least=2, most=12,
              blank=Blank("serial_steps", _("In which order?"), options=orders, first=True)),
    )  # fmt: skip
    codes = CODES
    shapes_paths = True
    may_redraw = True

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Take the split and the join away, and lead from each step to the next."""
        chain(draft, [node_of(draft, step) for step in self.steps], Choice("keep", self.about.keep))

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Serialise]) -> Iterator[str]:
        """Do “A” and “B” one after the other."""
        for one in operations:
            yield placed(SAID, steps=listed([full_label(graph, step) for step in one.steps]))

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Serialise]:
        """One for each split that is gone of which the branches are a row now."""
        was, now = seen.base.graph, seen.changed.graph
        for split in was.nodes.values():
            row = in_a_row(now, was.after(split.id)) if split.id not in now.nodes else ()
            if split.type == "parallelGateway" and len(row) > 1:
                yield cls(row)

    @classmethod
    def places(cls, model: Model) -> Iterator[Serialise]:
        """Every split of which each branch is one step."""
        graph = model.graph
        for split in graph.nodes.values():
            steps = graph.after(split.id)
            alone = all(s in graph.nodes and graph.nodes[s].is_activity for s in steps)
            if split.type == "parallelGateway" and len(steps) > 1 and alone:
                yield cls(tuple(steps))
