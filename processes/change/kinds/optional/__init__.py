"""Letting steps be skipped where a condition holds."""

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

HINT = _("In your own words, such as “the sum is below 100 €”, or as a condition: amount < 100.")
SAID = _("skip {steps} when {condition}")


@dataclass(frozen=True, slots=True)
class Optional(Operation):
    """Lead past steps in a row where a condition holds (triage; AP10 of the change patterns)."""

    steps: tuple[str, ...]
    skip_when: str

    kind = "optional"
    about = About(
        title=_("Do it only when it is needed"),
        hint=_("Where it is not needed work goes straight on to what follows."),
        does="leads past steps in a row where a condition holds",
        verb=r"skip\b",
        troubles={"not_needed": 2, "slow": 4, "doubled": 3, "too_much": 2},
        joins=("and", "when"),
        keep=_("Do it always"),
        said=(SAID,),
    )
    parameters = (
        Steps(name="steps", about="the ids of the steps, first to last", least=1, most=50,
              blank=Blank("skip_steps", _("Which steps?"), options=alone_or_in_a_row, first=True)),
        Label(name="skip_when", about="when they are skipped: a condition, or words by which a person decides",
              blank=Blank("skip_when", _("When is it skipped?"), HINT)),
    )  # fmt: skip
    codes = structural("NOT_A_SEQUENCE", "EVENT_GATEWAY_TARGET", "BROKEN_INPUT_FLOW", "CROSS_SCOPE_FLOW")
    may_shift = frozenset({"x", "y"})
    shapes_paths = True
    may_redraw = True

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Put an either-or gateway before and behind them, and a way past them on the condition."""
        keep = Choice("keep", self.about.keep)
        path = path_of(draft, self.steps, keep)
        not_after_choice(draft, path.into, keep)
        around(draft, path, self.skip_when, back=False)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Optional]) -> Iterator[str]:
        """Skip “A” when “amount < 100”."""
        for one in operations:
            steps = few([full_label(graph, step) for step in one.steps])
            yield placed(SAID, steps=steps, condition=quoted(one.skip_when))

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """Take out the gateways with the way past them."""
        return (Eliminate.of(given_ids(base, 2, "Gateway")),)

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Optional]:
        """One for each new pair of gateways around steps that were there, with a way past them."""
        yield from (cls(steps, said) for steps, said in detours(seen, back=False))

    @classmethod
    def places(cls, model: Model) -> Iterator[Optional]:
        """Every step where work is done."""
        yield from (cls((n.id,), "amount < 100") for n in model.graph.nodes.values() if n.is_activity)
