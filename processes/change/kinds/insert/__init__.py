"""Inserting a step: on a way, beside others at the same time, or only where a condition holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from processes.change.contract import About, Blank, Operation, Seen, Text
from processes.change.contract.place import At, Place
from processes.change.contract.texts import Label
from processes.change.draft import Draft
from processes.change.kinds.eliminate import Eliminate
from processes.change.kinds.insert.beside import rows_beside
from processes.change.kinds.insert.parameters import LANE, TYPE, Beside, NewId, When
from processes.change.kinds.insert.reading import Found, beside_others, on_conditions, on_ways
from processes.change.kinds.insert.writing import CODES, insert
from processes.change.names import few, full_label, quoted
from processes.change.options.places import around
from processes.change.refusal import CannotChange
from processes.change.structure.given import given_ids
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

SAID, BESIDE = _("add {title} {place}"), _("add {title} at the same time as {steps}")
ONLY, BESIDE_ONLY = (
    _("add {title} {place}, only when {condition}"),
    _("add {title} at the same time as {steps}, only when {condition}"),
)
KEEP = _("Add nothing")
HINT = _("Leave it empty if it is always done. Else in your own words, or as a condition: amount > 100.")


@dataclass(frozen=True, slots=True)
class Insert(Operation):
    """Put a new step on a way or beside others, done by whoever does the step before it unless a lane is named."""

    at: At | None
    type: str
    title: str
    beside: tuple[str, ...] = ()
    when: str = ""
    lane: str = ""
    text: str = ""
    id: str = ""

    kind = "insert"
    about = About(
        title=_("Add a step"),
        hint=_("Something more is done before it, after it or at the same time, such as a check."),
        does="puts a new step on a way or beside others, done by whoever does the one before unless a lane is named",
        verb=r"add\b",
        joins=("between", "and", "after", "before", "at", "the", "same", "time", "as", "only", "when"),
        troubles={"errors": 2},
        keep=KEEP,
        said=(BESIDE_ONLY, ONLY, BESIDE, SAID),
    )
    parameters = (
        Place(required=False, blank=Blank("insert_at", _("Where does it come?"), options=around, first=True)),
        TYPE,
        Label(name="title", about="what it is called", blank=Blank("insert_title", _("What is it called?"))),
        Beside(blank=Blank("insert_beside", _("At the same time as others?"), options=rows_beside,
                           none=_("No, in between"))),
        When(blank=Blank("insert_when", _("Only when?"), HINT)),
        LANE,
        Text(name="text", about="its work instruction", required=False, default="",
             blank=Blank("insert_text", _("What is to be done, and what not?")),
             shown=_("What the instruction of the new step would say"), empty=_("Nothing.")),
        NewId(),
    )  # fmt: skip
    one_of = ("beside", "at")
    codes = CODES
    explains = frozenset({"added"})
    may_shift = frozenset({"x", "y"})
    may_redraw = True

    @classmethod
    def read(cls, data: Mapping[str, object]) -> Self:
        """Read one as the API sends it: a place, or the steps beside which it is done."""
        if ("at" in data) == ("beside" in data):
            words = _("Expected either 'at' or 'beside', but got both or none. Say where the new step comes.")
            raise CannotChange("UNKNOWN_OPERATION", words, field="beside" if "at" in data else "at")
        return super(Insert, cls).read(data)

    @classmethod
    def fits(cls, model: Model, step: str) -> bool:
        """Where there is a way next to it on which something could be done."""
        return bool(around(model, step))

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Lead the way to the new step, a new way on from it, and draw both."""
        insert(draft, self)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Insert]) -> Iterator[str]:
        """Add “C” between “A” and “B”; add “D” at the same time as “A”, only when “amount > 100”."""
        yield few([_said(graph, one) for one in operations])

    def pinned(self, base: Model) -> Self:
        """With the id of the new step."""
        return self if self.id else replace(self, id=given_ids(base, 1)[0])

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """Take it out again, with the gateways that came with it."""
        new = self.id or given_ids(base, 1, "Event" if self.type.endswith("Event") else "Activity")[0]
        beside = 2 if self.beside else 0
        gates = given_ids(base, beside + (2 if self.when else 0), "Gateway")
        own = (gates[beside], new, gates[beside + 1]) if self.when else (new,)
        around = (Eliminate.of(gates[:2]),) if beside else ()
        return (Eliminate.of(own), *around)

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Insert]:
        """One for each step that is new between two that were there, where nothing else leads to or from it."""
        yield from (cls._of(found) for found in on_ways(seen))

    @classmethod
    def read_whole(cls, seen: Seen) -> Iterator[Insert]:
        """One for each new step between new gateways, around which a way leads or beside which others are done."""
        yield from (cls._of(found) for found in (*beside_others(seen), *on_conditions(seen)))

    @classmethod
    def _of(cls, found: Found) -> Insert:
        node = found.node
        return cls(found.at, node.type, node.name, found.beside, found.when, found.lane, node.documentation, found.id)

    @classmethod
    def places(cls, model: Model) -> Iterator[Insert]:
        """Every way, with and without a condition, and beside every step where work is done."""
        for flow in model.graph.flows.values():
            yield cls(At("flow", flow.id), "userTask", "Look again")
            yield cls(At("flow", flow.id), "userTask", "Look twice", when="amount > 100")
        for node in model.graph.nodes.values():
            if node.is_activity:
                yield cls(None, "userTask", "Look meanwhile", beside=(node.id,))


def _said(graph: Graph, one: Insert) -> str:
    known = {"title": quoted(one.title), "condition": quoted(one.when)}
    if one.at is None:
        steps = few([full_label(graph, step) for step in one.beside])
        return (
            placed(BESIDE_ONLY, steps=steps, **known) if one.when else placed(BESIDE, steps=steps, title=known["title"])
        )
    place = one.at.said(graph)
    return placed(ONLY, place=place, **known) if one.when else placed(SAID, place=place, title=known["title"])
