"""Making one step of two that follow one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Label, Operation, Steps
from processes.change.draft import Draft
from processes.change.kinds.merge.writing import CODES, merge
from processes.change.names import full_label, listed, quoted
from processes.change.refusal import Choice
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

SAID, CALLED = _("make one step of {steps}"), _("make one step of {steps}, called {title}")


@dataclass(frozen=True, slots=True)
class Merge(Operation):
    """Make one step of two (task composition): the first stays, with what the second said and asked."""

    steps: tuple[str, ...]
    title: str = ""

    kind = "merge"
    about = About(
        title=_("Make one step of two"),
        hint=_("Who does the first does both at once; nothing waits in between."),
        does="makes one step of two that follow one another; the first stays, with what the second said and asked",
        verb=r"make one step of\b",
        troubles=("slow", "not_needed"),
        joins=("and", "called"),
        keep=_("Leave them two steps"),
        said=(CALLED, SAID),
    )
    parameters = (
        Steps(name="steps", about="the ids of the two steps, first to last", least=2, most=2),
        Label(name="title", about="what the one step is called; the names of both where it is left out", required=False,
              default=""),
    )  # fmt: skip
    codes = CODES
    shapes_paths = True

    @property
    def removes(self) -> frozenset[str]:
        """The second step."""
        return frozenset(self.steps[1:])

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Let the first say what both said, and take the second out."""
        merge(draft, self.steps, self.title, Choice("keep", self.about.keep))

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Merge]) -> Iterator[str]:
        """Make one step of “A” and “B”, called “C”."""
        for one in operations:
            steps = listed([full_label(graph, step) for step in one.steps])
            yield placed(CALLED, steps=steps, title=quoted(one.title)) if one.title else placed(SAID, steps=steps)

    @classmethod
    def places(cls, model: Model) -> Iterator[Merge]:
        """Every two single steps of which one follows the other."""
        nodes = model.graph.nodes
        for flow in model.graph.flows.values():
            ends = (flow.source, flow.target)
            if all(end in nodes and nodes[end].type.lower().endswith("task") for end in ends):
                yield cls(ends, "Both at once")
