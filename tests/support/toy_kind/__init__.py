"""A kind of change as somebody would add one, for tests: put a new step between two others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Label, Operation, Seen, Step, node_of
from processes.change.draft import Draft
from processes.change.kinds.eliminate import Eliminate
from processes.change.names import few, full_label, quoted
from processes.change.refusal import CannotChange
from processes.model import Model, ensure_ids
from processes.model.graph import Graph
from tests.support.toy_kind.drawing import draw
from tests.support.toy_kind.writing import put_between, way_between

STEP = "Inserted"
CODES = {"NO_WAY_BETWEEN": "no way, or more than one, leads directly from the one step to the other"}


@dataclass(frozen=True, slots=True)
class Insert(Operation):
    """Put a new step on the one way from a step to another, done by who does the first; the drawing moves apart."""

    after: str
    before: str
    title: str

    kind = "insert"
    about = About(
        title="Do something more after it",
        hint="A new step comes between it and another one.",
        does="puts a new step on the way between two others, done by whoever does the first",
        verb=r"add\b",
        joins=("between",),
        troubles={"errors": 2},
        keep="Add nothing",
    )
    parameters = (
        Step(name="after", about="the id of the step before it"),
        Step(name="before", about="the id of the step after it", blank=Blank("insert_before", "What comes after it?")),
        Label(name="title", about="what it is called", blank=Blank("insert_title", "What is it called?")),
    )
    codes = CODES
    explains = frozenset({"added"})
    may_shift = frozenset({"x"})

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Lead the way to the new step, a new way on from it, and draw both in the room made for it."""
        for step in (self.after, self.before):
            node_of(draft, step)
        way = way_between(draft, self.after, self.before)
        if way is None:
            raise CannotChange("NO_WAY_BETWEEN", f"Expected one way from {self.after} to {self.before}.", self.after)
        draw(draft, way, *put_between(draft, way, draft.new_id(STEP), self.title))

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Insert]) -> Iterator[str]:
        """Add “C” between “A” and “B”."""
        yield few(
            [
                f"add {quoted(o.title)} between {full_label(graph, o.after)} and {full_label(graph, o.before)}"
                for o in operations
            ]
        )

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """Take it out again."""
        root = base.copy_root()
        ensure_ids(root)
        draft = Draft(root)
        return (Eliminate(draft.new_id(STEP)),) if way_between(draft, self.after, self.before) is not None else None

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Insert]:
        """One for each step that is new between two that were there, where nothing else leads to or from it."""
        was, now = seen.base.graph, seen.changed.graph
        for new in (now.nodes[c.step] for c in seen.found.of("added")):
            ends = (*now.before(new.id), *now.after(new.id))
            if len(ends) == 2 and all(end in was.nodes for end in ends):
                yield cls(*ends, new.name)

    @classmethod
    def places(cls, model: Model) -> Iterator[Insert]:
        """Every way."""
        yield from (cls(f.source, f.target, "Look again") for f in model.graph.flows.values())
