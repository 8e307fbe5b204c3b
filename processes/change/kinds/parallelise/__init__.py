"""Doing steps at the same time that are done one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Operation, Option, Seen, Steps
from processes.change.draft import Draft
from processes.change.kinds.serialise import Serialise
from processes.change.names import few, full_label
from processes.change.options.rows import hosts, in_words, rows
from processes.change.refusal import Choice, structural
from processes.change.structure.comparing import in_a_row, new_gateways
from processes.change.structure.fork import fork
from processes.change.structure.paths import (
    not_after_choice,
    nothing_attached,
    only_work,
    path_of,
    without_conditions,
)
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

SAID = _("do {steps} at the same time")
CODES = structural(
    "NOT_A_SEQUENCE", "NOT_AN_ACTIVITY", "BOUNDARY_EVENT_ATTACHED", "EVENT_GATEWAY_TARGET", "CONDITION_CANNOT_MOVE",
    "BROKEN_INPUT_FLOW", "CROSS_SCOPE_FLOW",
)  # fmt: skip


def _rows(model: Model, step: str) -> Sequence[Option]:
    """The rows with a step of which all can be done at once: no event hangs on any of them."""
    graph, fixed = model.graph, hosts(model.graph)
    return in_words(graph, step, rows(graph, step, 2, 4, lambda node: node.id not in fixed))


@dataclass(frozen=True, slots=True)
class Parallelise(Operation):
    """Do steps that follow one another at the same time (AP9 of the change patterns)."""

    steps: tuple[str, ...]

    kind = "parallelise"
    about = About(
        title=_("Do it at the same time as others"),
        hint=_("Steps that need nothing of each other no longer wait for each other."),
        does="lets steps that follow one another be done at the same time",
        verb=r"do\b.* at the same time\b",
        troubles={"slow": 1},
        joins=("and", "at", "the", "same", "time"),
        keep=_("Leave them one after the other"),
        said=(SAID,),
    )
    parameters = (
        Steps(name="steps", about="the ids of the steps, first to last", least=2, most=12,
              blank=Blank("parallel_steps", _("Together with what?"), options=_rows, first=True)),
    )  # fmt: skip
    codes = CODES
    may_shift = frozenset({"x", "y"})
    shapes_paths = True
    may_redraw = True

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Put a split before the first and a join behind the last, and a branch for each between them."""
        keep = Choice("keep", self.about.keep)
        path = path_of(draft, self.steps, keep)
        only_work(path.steps, keep)
        nothing_attached(draft, path.steps, keep)
        not_after_choice(draft, path.into, keep)
        without_conditions(draft, (*path.between, path.out), keep)
        fork(draft, path)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Parallelise]) -> Iterator[str]:
        """Do “A” and “B” at the same time."""
        for one in operations:
            yield placed(SAID, steps=few([full_label(graph, step) for step in one.steps]))

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """One after the other again."""
        return (Serialise(self.steps),)

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Parallelise]:
        """One for each new split of which every branch is one step that was there and leads to one new join."""
        was, now = seen.base.graph, seen.changed.graph
        for split in new_gateways(seen, "parallelGateway"):
            steps = now.after(split)
            joins = {join for step in steps for join in now.after(step)}
            row = in_a_row(was, steps)
            if row and len(joins) == 1 and joins <= {*new_gateways(seen, "parallelGateway")}:
                yield cls(row)

    @classmethod
    def places(cls, model: Model) -> Iterator[Parallelise]:
        """Every two steps of which one follows the other."""
        nodes = model.graph.nodes
        for flow in model.graph.flows.values():
            ends = (flow.source, flow.target)
            if all(end in nodes and nodes[end].is_activity for end in ends):
                yield cls(ends)
