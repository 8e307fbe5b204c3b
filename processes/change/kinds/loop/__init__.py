"""Letting steps be done again while a condition holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Label, Operation, Seen, Steps
from processes.change.draft import Draft
from processes.change.kinds.eliminate import Eliminate
from processes.change.names import few, full_label, quoted
from processes.change.options.rows import alone_or_in_a_row
from processes.change.refusal import Choice, structural
from processes.change.structure.comparing import detours
from processes.change.structure.detour import around
from processes.change.structure.given import given_ids
from processes.change.structure.paths import not_after_choice, path_of
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

HINT = _("In your own words, such as “something is missing”, or as a condition: complete == false.")
SAID = _("do {steps} again while {condition}")


@dataclass(frozen=True, slots=True)
class Loop(Operation):
    """Lead back before steps in a row while a condition holds (AP8 of the change patterns)."""

    steps: tuple[str, ...]
    again_while: str

    kind = "loop"
    about = About(
        title=_("Do it again until it is right"),
        hint=_("While something is still wrong, work comes back here."),
        does="leads back before steps in a row while a condition holds",
        verb=r"do\b.* again while\b",
        troubles={"errors": 3},
        joins=("and", "again", "while"),
        keep=_("Do it once"),
        said=(SAID,),
    )
    parameters = (
        Steps(name="steps", about="the ids of the steps, first to last", least=1, most=50,
              blank=Blank("again_steps", _("Which steps?"), options=alone_or_in_a_row, first=True)),
        Label(name="again_while", about="while this holds they are done again: a condition, or words for a person",
              blank=Blank("again_while", _("When is it done again?"), HINT)),
    )  # fmt: skip
    codes = structural("NOT_A_SEQUENCE", "EVENT_GATEWAY_TARGET", "BROKEN_INPUT_FLOW", "CROSS_SCOPE_FLOW")
    may_shift = frozenset({"x", "y"})
    shapes_paths = True
    may_redraw = True

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Put a merge before them, a choice behind them, and a way back on the condition."""
        keep = Choice("keep", self.about.keep)
        path = path_of(draft, self.steps, keep)
        not_after_choice(draft, path.into, keep)
        around(draft, path, self.again_while, back=True)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Loop]) -> Iterator[str]:
        """Do “A” again while “not approved”."""
        for one in operations:
            steps = few([full_label(graph, step) for step in one.steps])
            yield placed(SAID, steps=steps, condition=quoted(one.again_while))

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """Take out the gateways with the way back."""
        return (Eliminate.of(given_ids(base, 2, "Gateway")),)

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Loop]:
        """One for each new pair of gateways around steps that were there, with a way back."""
        yield from (cls(steps, said) for steps, said in detours(seen, back=True))

    @classmethod
    def places(cls, model: Model) -> Iterator[Loop]:
        """Every step where work is done."""
        yield from (cls((n.id,), "not approved") for n in model.graph.nodes.values() if n.is_activity)
