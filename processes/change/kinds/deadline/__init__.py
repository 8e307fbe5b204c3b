"""A deadline: where a step takes longer, somebody is reminded, something else is done, or work goes another way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Flag, Operation, Seen, Step
from processes.change.draft import Draft
from processes.change.kinds.deadline.parameters import After, Next, Then, duration_words
from processes.change.kinds.deadline.reading import deadlines
from processes.change.kinds.deadline.writing import CODES, hang
from processes.change.kinds.eliminate import Eliminate
from processes.change.names import few, full_label, label_of, quoted
from processes.change.structure.given import given_ids
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

ALSO = _("also do {next} when {step} takes longer than {time}")
INSTEAD = _("do {next} instead when {step} takes longer than {time}")
ALSO_ON, GO_ON = (
    _("also go on with {next} when {step} takes longer than {time}"),
    _("go on with {next} when {step} takes longer than {time}"),
)


@dataclass(frozen=True, slots=True)
class Deadline(Operation):
    """Hang a timer on a step that leads to a new step or to one that is there (a boundary event)."""

    step: str
    after: str
    then: Next
    interrupts: bool = False

    kind = "deadline"
    about = About(
        title=_("Set a deadline"),
        hint=_("Where it takes too long somebody is reminded, or something else is done."),
        does="hangs a timer on a step that reminds, escalates or leads another way when it takes too long",
        verb=r"(?:also (?:do|go on with)|go on with)\b|do\b.* instead when\b",
        troubles={"slow": 11},
        joins=("when", "takes", "longer", "than", "instead", "also", "do", "go", "on", "with"),
        keep=_("Leave it without a deadline"),
        said=(ALSO, INSTEAD, ALSO_ON, GO_ON),
    )
    parameters = (
        Step(),
        After(blank=Blank("deadline_after", _("When it takes longer than"))),
        Then(blank=Blank("deadline_then", _("What happens then?"))),
        Flag(name="interrupts", about="whether the step is called off then; else it stays open",
             blank=Blank("deadline_stops", _("The step is called off then"))),
    )  # fmt: skip
    codes = CODES
    may_shift = frozenset({"x", "y"})
    shapes_paths = True

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Hang the timer on the step, with all that it leads to."""
        hang(draft, self)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Deadline]) -> Iterator[str]:
        """Also do “Remind” when “Book” takes longer than 2 days."""
        said = []
        for one in operations:
            new = one.then.by == "title"
            words = (INSTEAD if one.interrupts else ALSO) if new else (GO_ON if one.interrupts else ALSO_ON)
            then = quoted(one.then.text) if new else label_of(graph, one.then.text)
            step = full_label(graph, one.step)
            said.append(placed(words, next=then, step=step, time=duration_words(one.after)))
        yield few(said)

    def names(self, graph: Graph) -> set[str]:
        """The steps, and what a new one is called."""
        return {*Operation.names(self, graph), *([self.then.text] if self.then.by == "title" else [])}

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """Take the timer off, with what only it leads to."""
        return (Eliminate(given_ids(base, 1, "Event")[0], cascade=self.then.by == "title"),)

    @classmethod
    def fits(cls, model: Model, step: str) -> bool:
        """Whether an event can hang on a step."""
        node = model.graph.nodes.get(step)
        return node is not None and node.is_activity and not (node.triggered_by_event or node.for_compensation)

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Deadline]:
        """One for each timer that is new on a step that was there."""
        yield from (cls(*found) for found in deadlines(seen))

    @classmethod
    def places(cls, model: Model) -> Iterator[Deadline]:
        """Every step where work is done: a reminder, and a new step instead."""
        for node in model.graph.nodes.values():
            if node.is_activity:
                yield cls(node.id, "P2D", Next("title", "Remind"))
                yield cls(node.id, "P5D", Next("title", "Escalate"), True)
