"""Eliminating a step: its arrows join, everything that named it goes, nothing else moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Besides, Blank, Consent, Operation, Seen, Step
from processes.change.draft import Draft
from processes.change.kinds.eliminate.reading import steps_gone
from processes.change.kinds.eliminate.refusals import CODES
from processes.change.kinds.eliminate.removal import eliminate
from processes.change.names import few, full_label
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

AGREED = _("Side effects of taking out {step} are agreed to")
ALONE, ALL = _("take out {steps}"), _("take out {steps} with all that hangs on them")
ALL_OF_ONE = _("take out {steps} with all that hangs on it")


@dataclass(frozen=True, slots=True)
class Eliminate(Operation):
    """Take a step out; `cascade` means that the side effects it was refused for are agreed to."""

    step: str
    cascade: bool = False

    kind = "eliminate"
    about = About(
        title=_("Take the step out"),
        hint=_("Work goes straight on to what follows."),
        does="takes a step out and joins what stood before and after it; the incoming arrow survives",
        verb=r"(?:take out|eliminate|remove)\b(?! the instruction)",
        troubles={"not_needed": 1, "doubled": 1, "slow": 5, "wrong_people": 3},
        keep=_("Keep the step"),
        joins=("with", "all", "that", "hangs", "on", "it", "them"),
        said=(ALONE, ALL_OF_ONE, ALL),
        besides=Besides("also", _("Take out other steps too"), _("Steps that should go as well")),
    )
    parameters = (
        Step(),
        Consent(name="cascade", about="accept what must go with it", blank=Blank("cascade", AGREED)),
    )
    codes = CODES
    explains = frozenset({"eliminated"})
    done_if_gone = True
    may_redraw = True

    @property
    def removes(self) -> frozenset[str]:
        """The step."""
        return frozenset({self.step})

    @property
    def takes_along(self) -> bool:
        """Where that was agreed to."""
        return self.cascade

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Lead the arrows past the step and take it out."""
        eliminate(draft, self.step, self.cascade, also - {self.step})

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Eliminate]) -> Iterator[str]:
        """Take out “A” and “B”; take out “C” with all that hangs on it."""
        for cascade in (False, True):
            names = [full_label(graph, o.step) for o in operations if o.cascade == cascade]
            if names:
                said = ALONE if not cascade else ALL_OF_ONE if len(names) == 1 else ALL
                yield placed(said, steps=few(names))

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Eliminate]:
        """One for each step that is gone, with what hung on it where it could not go alone."""
        gone = steps_gone(seen)
        for step in gone:
            others = [cls(other) for other in gone if other != step]
            refusals = seen.attempt([cls(step), *others])
            yield cls(step, any(r.step == step and any(c.id == "cascade" for c in r.choices) for r in refusals))

    @classmethod
    def places(cls, model: Model) -> Iterator[Eliminate]:
        """Every step where work is done."""
        yield from (cls(n.id) for n in model.graph.nodes.values() if n.is_activity)

    def instead(self, choice: str, steps: Sequence[str]) -> tuple[Operation, ...] | None:
        """With its side effects, with others, or others in its place."""
        if choice == "cascade":
            return (Eliminate(self.step, True),)
        if choice == "both":
            return (self, *(Eliminate(step) for step in steps))
        if choice == "instead":
            return tuple(Eliminate(step) for step in steps)
        return () if choice in ("keep", "drop") else None
