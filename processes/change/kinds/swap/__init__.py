"""Letting two steps change places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Operation, Seen, Step
from processes.change.draft import Draft
from processes.change.names import full_label
from processes.change.options.others import others
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.comparing import who_stands_elsewhere
from processes.change.structure.exchange import exchange
from processes.change.structure.paths import alone, only_work, without_conditions
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

SAID = _("let {step} and {other} change places")


@dataclass(frozen=True, slots=True)
class Swap(Operation):
    """Let two steps change places, each still done by who does it (AP5 of the change patterns)."""

    step: str
    with_: str

    kind = "swap"
    about = About(
        title=_("Change places with another step"),
        hint=_("The other step is done in its place, and the other way round."),
        does="lets two steps change places, each still done by who does it",
        verb=r"let\b.* change places\b",
        troubles={"slow": 7, "errors": 6},
        joins=("and", "change", "places"),
        keep=_("Leave them in their order"),
        said=(SAID,),
    )
    parameters = (
        Step(),
        Step(name="with", about="the id of the step with which it changes places",
             blank=Blank("swap_with", _("With which step?"), options=others)),
    )  # fmt: skip
    codes = structural(
        "NOT_A_SEQUENCE", "NOT_AN_ACTIVITY", "BROKEN_INPUT_FLOW", "CROSS_SCOPE_FLOW", "CONDITION_CANNOT_MOVE",
    )  # fmt: skip
    may_shift = frozenset({"x", "y"})
    shapes_paths = True
    may_redraw = True

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Let each stand where the other one stands."""
        keep = Choice("keep", self.about.keep)
        paths = [alone(draft, step, keep) for step in (self.step, self.with_)]
        for path in paths:
            only_work(path.steps, keep)
            without_conditions(draft, (path.out,), keep)
        if self.step == self.with_ or paths[0].steps[0].getparent() is not paths[1].steps[0].getparent():
            words = _("Only two steps of one process or sub-process can change places.")
            raise CannotChange("NOT_A_SEQUENCE", words, self.step, (keep,))
        exchange(draft, {self.step: self.with_, self.with_: self.step})

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Swap]) -> Iterator[str]:
        """Let “A” and “B” change places."""
        for one in operations:
            yield placed(SAID, step=full_label(graph, one.step), other=full_label(graph, one.with_))

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """The same again."""
        return (self,)

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Swap]:
        """The two steps that stand at each other's ways."""
        comes = who_stands_elsewhere(seen)
        if len(comes) == 2:
            yield cls(*(step for step in seen.base.graph.nodes if step in comes))

    @classmethod
    def places(cls, model: Model) -> Iterator[Swap]:
        """Every two steps of which one follows the other, or comes two ways behind it."""
        nodes = model.graph.nodes
        place = {step: number for number, step in enumerate(nodes)}
        for node in nodes.values():
            after = [n for n in model.graph.after(node.id) if n in nodes]
            for other in dict.fromkeys([*after, *(o for n in after for o in model.graph.after(n) if o in nodes)]):
                if node.is_activity and nodes[other].is_activity and other != node.id:
                    yield cls(*sorted((node.id, other), key=place.__getitem__))
