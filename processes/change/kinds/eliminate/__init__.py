"""Eliminating steps: their arrows join, everything that named them goes, nothing else moves unless that is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from processes.change.contract import About, Besides, Operation, Seen
from processes.change.draft import Draft
from processes.change.kinds.eliminate.closing import as_drawn, close_gaps
from processes.change.kinds.eliminate.refusals import CODES
from processes.change.kinds.eliminate.removal import eliminate
from processes.change.kinds.eliminate.telling.parameters import CASCADE, CLOSE_GAP, STEP, STEPS
from processes.change.kinds.eliminate.telling.places import all_places
from processes.change.kinds.eliminate.telling.reading import gap_is_closed, groups_gone
from processes.change.kinds.eliminate.telling.saying import SAID, phrases
from processes.change.refusal import CannotChange
from processes.messages import _
from processes.model import Model
from processes.model.graph import ACTIVITIES, Graph


@dataclass(frozen=True, slots=True)
class Eliminate(Operation):
    """Take steps, events or gateways out; `cascade` means that the side effects it was refused for are agreed to."""

    step: str = ""
    cascade: bool = False
    steps: tuple[str, ...] = ()
    close_gap: bool = False

    kind = "eliminate"
    about = About(
        title=_("Take the step out"),
        hint=_("Work goes straight on to what follows."),
        does="takes a step, a row of them, an event or a pair of gateways out and joins what stood before and after "
        "it; the incoming arrow survives",
        verb=r"(?:take out|eliminate|remove)\b(?! the instruction)",
        troubles={"not_needed": 1, "doubled": 1, "slow": 5, "wrong_people": 3},
        keep=_("Keep the step"),
        joins=("with", "all", "that", "hangs", "on", "it", "them", "the", "gateways", "around"),
        said=SAID,
        besides=Besides("also", _("Take out other steps too"), _("Steps that should go as well")),
    )
    parameters = (STEP, CASCADE, STEPS, CLOSE_GAP)
    one_of = ("steps", "step")
    codes = CODES
    explains = frozenset({"eliminated"})
    may_shift = frozenset({"x", "y"})
    done_if_gone = True
    may_redraw = True

    @classmethod
    def read(cls, data: Mapping[str, object]) -> Self:
        """Read one as the API sends it: a step, or steps."""
        if ("step" in data) == ("steps" in data):
            words = _("Expected either 'step' or 'steps', but got both or none. Say what goes.")
            raise CannotChange("UNKNOWN_OPERATION", words, field="steps" if "step" in data else "step")
        return super(Eliminate, cls).read(data)

    def completed(self) -> Self:
        """One of several that is the only one is a step."""
        return replace(self, step=self.steps[0], steps=()) if len(self.steps) == 1 else self

    @classmethod
    def of(cls, ids: Sequence[str], *, cascade: bool = False, close_gap: bool = False) -> Self:
        """One for these steps together."""
        return cls("", cascade, tuple(ids), close_gap).completed()

    @property
    def removes(self) -> frozenset[str]:
        """What is named."""
        return frozenset(self.anchors)

    @property
    def takes_along(self) -> bool:
        """Where that was agreed to, and an event with what only it leads to."""
        return self.cascade

    @property
    def clears_labels(self) -> bool:
        """Only where the gap is closed: else nothing moves."""
        return self.close_gap

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Lead the arrows past what goes and take it out."""
        before = as_drawn(draft) if self.close_gap else []
        eliminate(draft, self.anchors, self.cascade, also - self.removes)
        close_gaps(draft, before)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Eliminate]) -> Iterator[str]:
        """Take out “A” and “B”; take out “C” with all that hangs on it; take out the gateways around “D”."""
        yield from phrases(graph, [(one.anchors, one.cascade) for one in operations])

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Eliminate]:
        """One for each step or row that is gone, with what hung on it where it could not go alone."""
        groups = groups_gone(seen)
        yield from (cls._of_gone(seen, ids, groups) for ids in groups)

    @classmethod
    def _of_gone(cls, seen: Seen, ids: tuple[str, ...], groups: Sequence[tuple[str, ...]]) -> Eliminate:
        one = cls.of(ids, close_gap=gap_is_closed(seen))
        refusals = seen.attempt([one, *(cls.of(other) for other in groups if other != ids)])
        agreed = any(r.step in ids and any(c.id == "cascade" for c in r.choices) for r in refusals)
        return replace(one, cascade=agreed)

    @classmethod
    def read_whole(cls, seen: Seen) -> Iterator[Eliminate]:
        """Those with events or gateways, but of branches that another kind lets follow one another."""
        nodes, groups = seen.base.graph.nodes, groups_gone(seen)
        for ids in groups:
            types = {nodes[step].type for step in ids}
            one = cls._of_gone(seen, ids, groups) if types - ACTIVITIES else None
            if one is not None and not (one.cascade and "parallelGateway" in types):
                yield one

    @classmethod
    def places(cls, model: Model) -> Iterator[Eliminate]:
        """Every step where work is done, every two in a row, events, and gateways with those they belong to."""
        yield from (cls.of(ids) for ids in all_places(model))

    def instead(self, choice: str, steps: Sequence[str]) -> tuple[Operation, ...] | None:
        """With its side effects, with others, others in its place, or each by itself."""
        if choice == "cascade":
            return (replace(self, cascade=True),)
        if choice == "both":
            return (self, *(Eliminate(step) for step in steps))
        if choice in ("instead", "apart"):
            return tuple(Eliminate(step, close_gap=self.close_gap) for step in steps)
        if choice == "only":
            return (Eliminate.of(steps, close_gap=self.close_gap),)
        return () if choice in ("keep", "drop") else None
