"""Inserting a step: on a way, beside others at the same time, or only where a condition holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Label, Operation, Seen, Text
from processes.change.contract.place import At, Place
from processes.change.draft import Draft
from processes.change.kinds.eliminate import Eliminate
from processes.change.kinds.insert.parameters import LANE, TYPE, NewId
from processes.change.kinds.insert.writing import CODES, insert
from processes.change.names import few, quoted
from processes.change.options.places import around
from processes.change.structure.given import given_ids
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

SAID = _("add {title} {place}")
KEEP = _("Add nothing")


@dataclass(frozen=True, slots=True)
class Insert(Operation):
    """Put a new step on a way, done by whoever does the step before it unless a lane is named."""

    at: At
    type: str
    title: str
    lane: str = ""
    text: str = ""
    id: str = ""

    kind = "insert"
    about = About(
        title=_("Add a step"),
        hint=_("Something more is done before it or after it, such as a check."),
        does="puts a new step on a way, done by whoever does the step before it unless a lane is named",
        verb=r"add\b",
        joins=("between", "and", "after", "before"),
        troubles={"errors": 2},
        keep=KEEP,
        said=(SAID,),
    )
    parameters = (
        Place(blank=Blank("insert_at", _("Where does it come?"), options=around, first=True)),
        TYPE,
        Label(name="title", about="what it is called", blank=Blank("insert_title", _("What is it called?"))),
        LANE,
        Text(name="text", about="its work instruction", required=False, default="",
             blank=Blank("insert_text", _("What is to be done, and what not?")),
             shown=_("What the instruction of the new step would say"), empty=_("Nothing.")),
        NewId(),
    )  # fmt: skip
    codes = CODES
    explains = frozenset({"added"})
    may_shift = frozenset({"x", "y"})

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Lead the way to the new step, a new way on from it, and draw both."""
        insert(draft, self)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Insert]) -> Iterator[str]:
        """Add “C” between “A” and “B”."""
        yield few([placed(SAID, title=quoted(o.title), place=o.at.said(graph)) for o in operations])

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """Take it out again."""
        return (Eliminate(self.id or given_ids(base, 1)[0]),)

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Insert]:
        """One for each step that is new between two that were there, where nothing else leads to or from it."""
        was, now = seen.base.graph, seen.changed.graph
        (given,) = given_ids(seen.base, 1)
        for new in (now.nodes[c.step] for c in seen.found.of("added")):
            if len(new.incoming) == len(new.outgoing) == 1 and new.incoming[0] in was.flows:
                known = "" if new.id == given else new.id
                yield cls(At("flow", new.incoming[0]), new.type, new.name, text=new.documentation, id=known)

    @classmethod
    def places(cls, model: Model) -> Iterator[Insert]:
        """Every way."""
        yield from (cls(At("flow", f.id), "userTask", "Look again") for f in model.graph.flows.values())
