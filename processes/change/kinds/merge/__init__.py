"""Making one step of two that follow one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Label, Operation, Option, Seen, Steps
from processes.change.draft import Draft
from processes.change.kinds.merge.reading import merged
from processes.change.kinds.merge.writing import CODES, joined_name, may_merge, merge
from processes.change.kinds.reassign import Reassign
from processes.change.names import full_label, listed, quoted
from processes.change.options.rows import in_words, rows
from processes.change.refusal import Choice
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

SAID, CALLED = _("make one step of {steps}"), _("make one step of {steps}, called {title}")
HINT = _("Both names, one behind the other, if you leave it empty.")


def _pairs(model: Model, step: str) -> Sequence[Option]:
    """The steps right before and behind a step with which it can be one."""
    draft = Draft(model.root)
    return in_words(model.graph, step, (row for row in rows(model.graph, step, 2, 2) if may_merge(draft, row)))


@dataclass(frozen=True, slots=True, kw_only=True)
class MaybeLabel(Label):
    """What something is called, where it may be left out."""

    def write(self, value: object) -> object:
        """Nothing where none was given."""
        return value or None


@dataclass(frozen=True, slots=True)
class Merge(Operation):
    """Make one step of two (task composition): the first stays, with what the second said and asked.

    The way on from the second begins at the first then, and the way between them is gone: that tells a merge from
    taking the second out, where the way that led to it stays.
    """

    steps: tuple[str, ...]
    title: str = ""

    kind = "merge"
    about = About(
        title=_("Make one step of two"),
        hint=_("Whoever does the first does both at once; nothing waits in between."),
        does="makes one step of two that follow one another; the first stays, with what the second said and asked",
        verb=r"make one step of\b",
        troubles={"doubled": 2, "slow": 9, "not_needed": 3},
        joins=("and", "called"),
        keep=_("Leave them two steps"),
        said=(CALLED, SAID),
    )
    parameters = (
        Steps(name="steps", about="the ids of the two steps, first to last", least=2, most=2,
              blank=Blank("merge_steps", _("With which step?"), options=_pairs, first=True)),
        MaybeLabel(name="title", about="what the one step is called; without it by the names of both", required=False,
                   default="", blank=Blank("merge_title", _("What is it called?"), HINT)),
    )  # fmt: skip
    codes = CODES
    shapes_paths = True
    may_redraw = True

    @property
    def removes(self) -> frozenset[str]:
        """The second step."""
        return frozenset(self.steps[1:])

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Let the first say and ask what both did, and lead on from it."""
        merge(draft, self.steps, self.title, Choice("keep", self.about.keep))

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Merge]) -> Iterator[str]:
        """Make one step of “A” and “B”, called “C”."""
        for one in operations:
            steps = listed([full_label(graph, step) for step in one.steps])
            yield placed(CALLED, steps=steps, title=quoted(one.title)) if one.title else placed(SAID, steps=steps)

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Merge]:
        """One for each step that is gone of which another one does the work."""
        was, now = seen.base.graph.nodes, seen.changed.graph.nodes
        for steps in merged(seen):
            named = now[steps[0]].name
            yield cls(steps, "" if named == joined_name([was[step].name for step in steps]) else named)

    @classmethod
    def places(cls, model: Model) -> Iterator[Merge]:
        """Every two single steps of which one follows the other."""
        nodes = model.graph.nodes
        for flow in model.graph.flows.values():
            ends = (flow.source, flow.target)
            if all(end in nodes and nodes[end].type.lower().endswith("task") for end in ends):
                yield cls(ends, "Both at once")

    def instead(self, choice: str, steps: Sequence[str]) -> tuple[Operation, ...] | None:
        """Once the second is given to the lane of the first."""
        if choice == "reassign" and len(steps) == 2:
            return (Reassign(steps[0], steps[1]), self)
        return Operation.instead(self, choice, steps)
