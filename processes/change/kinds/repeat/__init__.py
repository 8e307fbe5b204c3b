"""Letting a step be done several times: so often, for each of a list, one after the other or at once; or once only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Flag, Operation, Option, Seen, Step
from processes.change.draft import Draft
from processes.change.kinds.repeat.parameters import Collection, Count
from processes.change.kinds.repeat.writing import CODES, off, repeat
from processes.change.names import few, full_label, quoted
from processes.messages import _, ngettext, placed
from processes.model import Model
from processes.model.graph import Graph

ONCE, EACH = _("do {step} once only"), _("do {step} for each of {collection}")


def _if_repeated(model: Model, step: str) -> Sequence[Option]:
    """That it is done once, where it is done more often now."""
    node = model.graph.nodes.get(step)
    return [Option(True, _("Once only"))] if node is not None and node.loop else []


@dataclass(frozen=True, slots=True)
class Repeat(Operation):
    """Let a step be done several times (multi-instance), or once only."""

    step: str
    count: int = 0
    collection: str = ""
    parallel: bool = False
    once: bool = False

    kind = "repeat"
    about = About(
        title=_("Do it several times, or once only"),
        hint=_("As often as you say, at the same time or one after the other."),
        does="lets a step be done several times, for each of a list or so often, or once only",
        verb=r"do\b.* (?:once only|for each of|times)\b",
        troubles={"slow": 10, "doubled": 4},
        joins=("once", "only", "for", "each", "of", "times"),
        keep=_("Leave it as often as it is"),
        said=(ONCE, EACH),
    )
    parameters = (
        Step(),
        Count(blank=Blank("repeat_count", _("How many times?"))),
        Collection(),
        Flag(name="parallel", about="whether all are done at the same time instead of one after the other",
             blank=Blank("repeat_at_once", _("All at the same time, not one after the other"))),
        Flag(name="once", about="whether it is done once only",
             blank=Blank("repeat_once", _("Once only"), options=_if_repeated)),
    )  # fmt: skip
    one_of = ("once", "count", "collection")
    codes = CODES
    explains = frozenset({"multi_instance"})

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Write how often, or take away what says so."""
        repeat(draft, self)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Repeat]) -> Iterator[str]:
        """Do “A” 3 times; do “B” for each of “items”; do “C” once only."""
        said = []
        for one in operations:
            step = full_label(graph, one.step)
            if one.once:
                said.append(placed(ONCE, step=step))
            elif one.collection:
                said.append(placed(EACH, step=step, collection=quoted(one.collection)))
            else:
                said.append(ngettext("do {step} {n} time", "do {step} {n} times", one.count, step=step))
        yield few(said)

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """As often as before, where an operation can say that."""
        found = off(base, self.step)
        return None if found is None else (Repeat(self.step, *found),)

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Repeat]:
        """One for each step that is done otherwise often."""
        for change in seen.found.of("multi_instance"):
            if change.step in seen.base.graph.nodes and (found := off(seen.changed, change.step)) is not None:
                yield cls(change.step, *found)

    @classmethod
    def places(cls, model: Model) -> Iterator[Repeat]:
        """Every step where work is done."""
        for node in model.graph.nodes.values():
            if node.is_activity:
                yield cls(node.id, once=True) if node.loop else cls(node.id, count=3)
