"""Moving a step to another place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Blank, Operation, Seen, Step
from processes.change.contract.place import At, Place
from processes.change.draft import Draft
from processes.change.draft.connect import lead_to, list_ends
from processes.change.draft.nodes import lane_of
from processes.change.drawing.sheet import Sheet
from processes.change.drawing.spot import draw_on
from processes.change.kinds.eliminate.edges import join_edges
from processes.change.names import few, full_label
from processes.change.options.places import elsewhere
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.paths import (
    alone,
    check_way,
    not_after_choice,
    only_work,
    without_conditions,
)
from processes.messages import _, placed
from processes.model import Model
from processes.model.graph import Graph

SAID = _("move {step} {place}")
CODES = structural(
    "NOT_A_SEQUENCE", "NOT_AN_ACTIVITY", "BROKEN_INPUT_FLOW", "CROSS_SCOPE_FLOW", "EVENT_GATEWAY_TARGET", "NO_SUCH_WAY",
    "SEVERAL_WAYS", "CONDITION_CANNOT_MOVE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move(Operation):
    """Do a step at another place; it stays the same step, with its comments and whoever does it (AP3)."""

    step: str
    at: At

    kind = "move"
    about = About(
        title=_("Do it earlier or later"),
        hint=_("The step stays the same; it comes at another place."),
        does="moves a step to another place; it keeps its id and whoever does it",
        verb=r"move\b",
        troubles={"slow": 2, "errors": 5},
        joins=("between", "and", "after", "before"),
        keep=_("Leave it where it is"),
        said=(SAID,),
    )
    parameters = (Step(), Place(blank=Blank("move_to", _("Where should it come?"), options=elsewhere)))
    codes = CODES
    may_shift = frozenset({"x", "y"})
    shapes_paths = True
    may_redraw = True

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Lead its ways past it, then the way at its new place to it and a new one on."""
        keep = Choice("keep", self.about.keep)
        path = alone(draft, self.step, keep)
        only_work(path.steps, keep)
        (step,) = path.steps
        way = self.at.way(draft, keep)
        check_way(draft, way, keep)
        not_after_choice(draft, way, keep)
        if way in (path.into, path.out):
            words = _("It stands there already.")
            raise CannotChange("NO_SUCH_WAY", words, self.step, (keep,))
        if (
            way.getparent() is not step.getparent()
            and draft.elements[draft.ends(way)[0]].getparent() is not step.getparent()
        ):
            words = _("A step can be moved within its own process or sub-process only.")
            raise CannotChange("CROSS_SCOPE_FLOW", words, self.step, (keep,))
        without_conditions(draft, (path.out,), keep)
        join_edges(draft, path.into, path.out, keep_out=True)
        lead_to(draft, path.into, draft.elements[draft.ends(path.out)[1]], instead_of=path.out)
        lead_to(draft, path.out, draft.elements[draft.ends(way)[1]], instead_of=way)
        lead_to(draft, way, step)
        for flow in (path.into, path.out, way):
            list_ends(draft, flow)
        lane = lane_of(draft, step)
        sheet = Sheet.of(draft, step, step.getparent())
        box = sheet.box(self.step) if sheet is not None else None
        if box is not None:
            draw_on(draft, way, step, path.out, lane, (box[2], box[3]))
        draft.undock()

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Move]) -> Iterator[str]:
        """Move “C” between “A” and “B”."""
        yield few([placed(SAID, step=full_label(graph, o.step), place=o.at.said(graph)) for o in operations])

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Move]:
        """One for each step that stands on another way of those that were there, its own way on with it.

        That a step comes after the next one is the same as that the next one comes before it: it is said of the first.
        """
        was, now = seen.base.graph, seen.changed.graph
        found = []
        for id_, node in now.nodes.items():
            old = was.nodes.get(id_)
            if old is None or len(node.incoming) != 1 or len(node.outgoing) != 1 or node.incoming == old.incoming:
                continue
            (into,) = node.incoming
            if into in was.flows and old.outgoing == node.outgoing and len(old.incoming) == 1:
                found.append((was.flows[into].source not in was.after(id_), cls(id_, At("flow", into))))
        yield from (one for _, one in sorted(found, key=lambda one: one[0]))

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """Back to the way that it came from."""
        node = base.graph.nodes.get(self.step)
        return (
            (Move(self.step, At("flow", node.incoming[0])),) if node is not None and len(node.incoming) == 1 else None
        )

    @classmethod
    def places(cls, model: Model) -> Iterator[Move]:
        """Every step to the way two further on, and to the first way."""
        graph = model.graph
        for node in graph.nodes.values():
            for following in graph.after(node.id) if node.is_activity else ():
                if following in graph.nodes:
                    for flow in graph.nodes[following].outgoing:
                        yield cls(node.id, At("flow", flow))
