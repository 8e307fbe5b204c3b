"""Putting steps into a sub-process of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Label, Operation, Option, Seen, Steps
from processes.change.draft import Draft
from processes.change.kinds.extract.writing import CODES, extract, may_extract
from processes.change.kinds.inline import Inline
from processes.change.kinds.insert.parameters import NewId
from processes.change.names import few, full_label, quoted
from processes.change.options.rows import in_words, rows
from processes.change.refusal import Choice
from processes.change.structure.comparing import in_a_row
from processes.change.structure.given import given_ids
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

SAID = _("put {steps} into a sub-process {title}")


def _rows(model: Model, step: str) -> Sequence[Option]:
    """The rows with a step that could become a sub-process; two of them at least."""
    draft = Draft(model.root)
    return in_words(model.graph, step, (row for row in rows(model.graph, step, 2, 4) if may_extract(draft, row)))


@dataclass(frozen=True, slots=True)
class Extract(Operation):
    """Put a stretch with one way in and one way out into a sub-process (AP6 of the change patterns)."""

    steps: tuple[str, ...]
    title: str
    id: str = ""

    kind = "extract"
    about = About(
        title=_("Put it together with others into a sub-process"),
        hint=_("What belongs together is one box with a name; who does it and in which order stays."),
        does="puts a stretch with one way in and one way out into an embedded sub-process; its steps keep their ids",
        verb=r"put\b.* into a sub-process\b",
        troubles={"unclear": 4},
        joins=("and", "into", "a", "sub-process"),
        keep=_("Leave them where they are"),
        said=(SAID,),
    )
    parameters = (
        Steps(name="steps", about="the ids of the steps, first to last; all between the first and the last goes along",
              least=1, most=100, blank=Blank("extract_steps", _("Together with what?"), options=_rows, first=True)),
        Label(name="title", about="what the sub-process is called",
              blank=Blank("extract_title", _("What is the sub-process called?"))),
        NewId(about="the id of the sub-process; without one it is given"),
    )  # fmt: skip
    codes = CODES
    may_shift = frozenset({"x", "y"})
    shapes_paths = True
    may_redraw = True

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Put all between the first and the last of them into it."""
        extract(draft, self.steps, self.title, Choice("keep", self.about.keep), self.id)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Extract]) -> Iterator[str]:
        """Put “A” and “B” into a sub-process “C”."""
        for one in operations:
            steps = few([full_label(graph, step) for step in one.steps])
            yield placed(SAID, steps=steps, title=quoted(one.title))

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """Let the sub-process dissolve again."""
        return (Inline(self.id or given_ids(base, 1)[0]),)

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Extract]:
        """One for each new sub-process in which steps stand that were there."""
        was, now = seen.base.graph, seen.changed.graph
        for holder in now.nodes.values():
            inner = [node for node in now.scopes.get(holder.id, ()) if node.id in was.nodes]
            starts = [n for n in now.scopes.get(holder.id, ()) if n.type == "startEvent" and n.id not in was.nodes]
            if holder.type != "subProcess" or holder.id in was.nodes or not inner or len(starts) != 1:
                continue
            row = in_a_row(was, [node.id for node in inner])
            ends = [n.id for n in inner if not {*now.after(n.id)} <= was.nodes.keys()]
            if row:
                yield cls(row, holder.name)
            elif len(ends) == 1 and len(now.after(starts[0].id)) == 1:
                yield cls((now.after(starts[0].id)[0], ends[0]), holder.name)

    @classmethod
    def places(cls, model: Model) -> Iterator[Extract]:
        """Every two steps of which one follows the other, and each step alone."""
        nodes = model.graph.nodes
        for flow in model.graph.flows.values():
            ends = (flow.source, flow.target)
            if all(end in nodes and nodes[end].is_activity for end in ends):
                yield cls(ends, "Both together")
        yield from (cls((n.id,), "On its own") for n in nodes.values() if n.is_activity)
