"""Making room: what lies beyond the line moves by as much, nothing else, and the gate takes what was declared."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.change import Operation, apply
from processes.change.contract import About, Label, Step
from processes.change.draft import BPMN, DD, DI, Draft, Redrawn, Room
from processes.change.draft.room import make_room
from processes.change.draft.waypoints import Box, bounds, distance, waypoints
from processes.change.gate import Baseline, gate
from processes.change.references import places
from processes.model import Model, write
from processes.model.graph import Graph
from tests.processes.change.support import read
from tests.processes.change.test_laws import LIMITS
from tests.processes.models import Sketch, chain, sketches

XML = chain("A", "B", "C").xml()
WIDE = Room("p", "x", 300, 140)


@dataclass(frozen=True, slots=True)
class Widen(Operation):
    """Make room before a step; the smallest operation that moves something."""

    step: str
    title: str

    kind = "widen"
    about = About("Widen", "More room.", "makes room before a step", "widen", ())
    parameters = (Step(), Label(name="title", about="the new name"))
    may_shift = frozenset({"x"})

    def act(self, draft: Draft, also: frozenset[str]) -> None:
        """Move the step and what stands behind it on, and rename it."""
        box = box_of(draft.root, self.step)
        draft.elements[self.step].set("name", self.title)
        draft.make_room(Room("p", "x", box[0], 140))

    @classmethod
    def phrases(cls, graph: Graph, operations: Sequence[Widen]) -> Iterator[str]:
        """Widen."""
        yield "widen"

    @classmethod
    def places(cls, model: Model) -> Iterator[Widen]:
        """Everywhere."""
        yield from (cls(n, "Wide") for n in model.graph.nodes)


class Quiet(Widen):
    """The same, without saying that it moves anything."""

    may_shift = frozenset()


def box_of(root, step: str) -> Box:
    """Where a step is drawn."""
    found = next(bounds(s) for s in root.iter(DI + "BPMNShape") if s.get("bpmnElement") == step)
    assert found is not None
    return found


def moved_apart(model: Model, room: Room = WIDE) -> Model:
    """A model with room made in its drawing."""
    root = copy.deepcopy(model.root)
    make_room(root, room)
    return read(write(root))


def test_what_lies_beyond_the_line_moves_and_nothing_else() -> None:
    before, after = read(XML), moved_apart(read(XML))
    for step in ("start", "A"):
        assert box_of(before.root, step) == box_of(after.root, step)
    for step in ("B", "C", "end"):
        (x, *rest), (there, *same) = box_of(before.root, step), box_of(after.root, step)
        assert (there, same) == (x + 140, rest)


def test_lanes_grow_with_what_stands_in_them() -> None:
    sketch = chain("A", "B")
    sketch.lanes["Sales"] = ["A", "B"]
    lane = (
        b'<bpmndi:BPMNShape id="lane_di" bpmnElement="lane_0"><dc:Bounds x="0" y="0" width="600" height="200"/>'
        b"</bpmndi:BPMNShape></bpmndi:BPMNPlane>"
    )
    after = moved_apart(read(sketch.xml().replace(b"</bpmndi:BPMNPlane>", lane)))
    assert box_of(after.root, "lane_0") == (0, 0, 740, 200)


def test_what_stands_at_a_border_goes_with_what_it_stands_at() -> None:
    node = b'<boundaryEvent id="late" attachedToRef="A"><timerEventDefinition/></boundaryEvent></process>'
    xml = chain("A", "B").xml().replace(b"</process>", node, 1)
    x, y, width, height = box_of(read(xml).root, "A")
    at = b'x="%d" y="%d" width="36" height="36"' % (x + width - 18, y + height - 18)
    shape = b'<bpmndi:BPMNShape id="late_di" bpmnElement="late"><dc:Bounds ' + at + b"/></bpmndi:BPMNShape>"
    model = read(xml.replace(b"</bpmndi:BPMNPlane>", shape + b"</bpmndi:BPMNPlane>"))
    for beyond, by in ((x + width - 20, 0), (x, 140)):
        after = moved_apart(model, Room("p", "x", beyond, 140))
        assert box_of(after.root, "A")[0] == x + by
        assert box_of(after.root, "late")[0] == x + width - 18 + by


def test_the_gate_takes_a_declared_room_and_nothing_beside_it() -> None:
    baseline, wide = Baseline(read(XML)), moved_apart(read(XML)).xml
    assert [r.code for r in gate(baseline, wide).refusals] == ["WOULD_MOVE"]
    assert gate(baseline, wide, redrawn=Redrawn((WIDE,))).refusals == ()
    nudged = wide.replace(b'x="150"', b'x="151"', 1)
    assert [r.code for r in gate(baseline, nudged, redrawn=Redrawn((WIDE,))).refusals] == ["WOULD_MOVE"]
    assert gate(baseline, XML.replace(b'x="150"', b'x="151"', 1), redrawn=Redrawn((), frozenset({"A"}))).refusals == ()


@pytest.mark.parametrize(("kind", "codes"), [(Widen, []), (Quiet, ["WOULD_MOVE"])])
def test_only_what_a_kind_may_shift_is_taken(kind: type[Widen], codes: list[str]) -> None:
    changed = apply(read(XML), [kind("B", "Wide"), kind("C", "Wider")])
    assert [r.code for r in changed.refusals] == codes
    if changed.model is not None:
        assert box_of(changed.model.root, "C")[0] == box_of(read(XML).root, "C")[0] + 280


@LIMITS
@given(sketches(), st.integers(0, 2000), st.sampled_from(["x", "y"]))
def test_ways_stay_docked_and_what_lies_before_the_line_stays(sketch: Sketch, beyond: int, axis: str) -> None:
    before = read(sketch)
    after = moved_apart(before, Room("p", axis, beyond, 120))  # type: ignore[arg-type]
    assert set(places(before.root)) == set(places(after.root))
    side = "xy".index(axis)
    for step in before.graph.nodes:
        was, now = box_of(before.root, step), box_of(after.root, step)
        assert now == tuple(v + 120 * (n == side and was[side] >= beyond) for n, v in enumerate(was))
    flows = {f.get("id"): f for f in after.root.iter(BPMN + "sequenceFlow")}
    for edge in after.root.iter(DI + "BPMNEdge"):
        flow, way = flows[edge.get("bpmnElement")], waypoints(edge)
        assert distance(way[0], box_of(after.root, str(flow.get("sourceRef")))) < 0.5
        assert distance(way[-1], box_of(after.root, str(flow.get("targetRef")))) < 0.5
        assert len(way) == len(edge.findall(DD + "waypoint"))
