"""A second kind, about two steps that are there: they change places, in the process and in the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processes.change.contract import About, Operation, Seen, Steps, node_of
from processes.change.draft import DC, Draft
from processes.change.draft.connect import lead_from, lead_to
from processes.change.names import few, full_label
from processes.change.refusal import CannotChange
from processes.model import Model
from processes.model.graph import Graph
from tests.support.toy_kind.writing import way_between

CODES = {"NOT_IN_A_ROW": "the one step does not come right after the other, with nothing else between or besides"}


@dataclass(frozen=True, slots=True)
class Swap(Operation):
    """Do the second of two steps first."""

    steps_in_turn: tuple[str, str]

    kind = "swap"
    about = About("Do them the other way round", "The second one first.", "lets two steps change places", r"swap\b")
    parameters = (Steps(name="steps_in_turn", about="the ids of the two steps, first to last", least=2, most=2),)
    codes = CODES

    @property
    def redraws(self) -> frozenset[str]:
        """Both."""
        return frozenset(self.steps_in_turn)

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Lead what led to the first to the second, what led on from the second on from the first, and turn the way."""
        first, second = (node_of(draft, step) for step in self.steps_in_turn)
        ids = self.steps_in_turn
        way = way_between(draft, *ids)
        to = [flow for flow in draft.flows() if draft.ends(flow)[1] == ids[0]]
        on = [flow for flow in draft.flows() if draft.ends(flow)[0] == ids[1]]
        around = [flow for flow in draft.flows() if {*draft.ends(flow)} & {*ids}]
        if way is None or len({*to, *on}) != len(around) - 1 or len(around) != len(to) + len(on) + 1:
            raise CannotChange("NOT_IN_A_ROW", f"Expected {ids[1]} right after {ids[0]}.", ids[0])
        for flow in to:
            lead_to(draft, flow, second)
        for flow in on:
            lead_from(draft, flow, first)
        lead_from(draft, way, second)
        lead_to(draft, way, first)
        boxes = [box for step in ids for shape in draft.shapes.get(step, []) for box in shape.findall(DC + "Bounds")]
        was = [dict(box.attrib) for box in boxes]
        for box, other in zip(boxes, was[::-1], strict=True):
            box.attrib.update(other)

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Swap]) -> Iterator[str]:
        """Swap “A” and “B”."""
        for operation in operations:
            yield f"swap {few([full_label(graph, step) for step in operation.steps_in_turn])}"

    def inverse(self, base: Model) -> tuple[Operation, ...] | None:
        """Swap them again."""
        return (Swap((self.steps_in_turn[1], self.steps_in_turn[0])),)

    @classmethod
    def read_off(cls, seen: Seen) -> Iterator[Swap]:
        """One for each way that leads back between two steps whose neighbours are the same."""
        was, now = seen.base.graph, seen.changed.graph
        for flow in was.flows.values():
            a, b = flow.source, flow.target
            turned = a in now.nodes and b in now.nodes and a in now.after(b) and a not in was.after(b)
            if turned and was.before(a) == now.before(b) and was.after(b) == now.after(a):
                yield cls((a, b))

    @classmethod
    def places(cls, model: Model) -> Iterator[Swap]:
        """Every two steps of which one follows the other."""
        nodes = model.graph.nodes
        for flow in model.graph.flows.values():
            if nodes[flow.source].is_activity and nodes[flow.target].is_activity:
                yield cls((flow.source, flow.target))
