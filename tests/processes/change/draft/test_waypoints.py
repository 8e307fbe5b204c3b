"""The drawing: nothing else moves, kept arrows run at right angles through the freed box."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.change import Eliminate
from processes.change.draft.waypoints import bridge, dock, end_in, simplify, trim, waypoints
from tests.processes.change.support import done, read
from tests.processes.change.test_eliminate import several_in, several_out
from tests.processes.models import Sketch, chain

Way = list[tuple[float, float]]

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def ways(xml: bytes) -> dict[str, Way]:
    """The way of every edge."""
    return {e.get("bpmnElement") or "": waypoints(e) for e in read(xml).root.iter(DI + "BPMNEdge")}


def slanted(way: Way) -> int:
    """How many parts of a way are neither level nor upright."""
    return sum(abs(a[0] - b[0]) > 0.5 and abs(a[1] - b[1]) > 0.5 for a, b in pairwise(way))


@pytest.mark.parametrize("step", ["A", "B", "C", "D"])
def test_the_kept_arrow_runs_from_where_it_began_to_where_the_other_ended(step: str) -> None:
    sketch = chain("A", "B", "C", "D")
    before, after = ways(sketch.xml()), ways(done(sketch, Eliminate(step)).xml)
    into = next(i for i, f in sketch.flows.items() if f[1] == step)
    out = next(i for i, f in sketch.flows.items() if f[0] == step)
    assert after[into][0] == before[into][0]
    assert after[into][-1] == before[out][-1]
    assert {i: w for i, w in after.items() if i != into} == {i: w for i, w in before.items() if i not in (into, out)}
    assert not slanted(after[into])


@pytest.mark.parametrize("sketch", [several_in("task"), several_out(("", "")), several_in("exclusiveGateway")])
def test_arrows_reach_what_takes_the_place_at_right_angles(sketch: Sketch) -> None:
    after = ways(done(sketch, Eliminate("X")).xml)
    assert not any(slanted(way) for way in after.values())


def test_edges_no_longer_say_that_they_are_docked_at_what_is_gone() -> None:
    xml = chain("A", "B", "C").xml()
    xml = xml.replace(b'id="f2_di"', b'id="f2_di" sourceElement="A_di" targetElement="B_di"')
    assert b'Element="B_di"' not in done(xml, Eliminate("B")).xml


def test_an_arrow_that_is_drawn_in_half_is_drawn_whole() -> None:
    xml = chain("A", "B", "C").xml()
    for gone in (b"f2", b"f3"):
        start = xml.index(b'<bpmndi:BPMNEdge id="' + gone)
        half = xml[:start] + xml[xml.index(b"\n", start) + 1 :]
        way = ways(done(half, Eliminate("B")).xml)["f2"]
        assert (way[0][0], way[-1][0]) == (250.0, 450.0)


def test_a_model_without_a_drawing_stays_without() -> None:
    xml = chain("A", "B").xml()
    xml = xml[: xml.index(b"<bpmndi:BPMNDiagram")] + b"</definitions>"
    assert b"Bounds" not in done(xml, Eliminate("A")).xml


_NUMBERS = st.integers(-300, 300).map(float)
_POINTS = st.tuples(_NUMBERS, _NUMBERS)


@st.composite
def _level(draw: st.DrawFn) -> Way:
    way = [draw(_POINTS)]
    for upright in draw(st.lists(st.booleans(), min_size=1, max_size=4)):
        x, y = way[-1]
        way.append((x, draw(_NUMBERS)) if upright else (draw(_NUMBERS), y))
    return way


@given(_level(), _level())
def test_a_bridge_of_two_level_ways_is_level(first: Way, second: Way) -> None:
    way = bridge(first, second)
    assert (way[0], way[-1]) == (first[0], second[-1])
    assert not slanted(way)


@given(_level())
def test_simplifying_keeps_the_ends_and_never_slants(way: Way) -> None:
    short = simplify(way)
    assert (short[0], short[-1]) == (way[0], way[-1]) or len(short) == 2
    assert len(short) <= max(2, len(way))


@given(st.sampled_from([-50.0, 50.0]), st.integers(-40, 40), _NUMBERS)
def test_an_arrow_is_led_on_to_a_smaller_shape_without_a_slant(side: float, height: int, far: float) -> None:
    way = end_in([(side + far if side * far > 0 else side - far, height), (side, height)], (-25, -25, 50, 50))
    assert not slanted(way)
    assert max(abs(way[-1][0]), abs(way[-1][1])) == 25


def test_docking_chooses_the_side_that_faces() -> None:
    box = (0.0, 0.0, 100.0, 80.0)
    assert [dock(box, p) for p in ((300, 40), (-9, 40), (50, -99), (50, 300))] == [
        (100, 40),
        (0, 40),
        (50, 0),
        (50, 80),
    ]


def test_points_that_lead_far_away_from_where_an_arrow_ends_are_not_taken_along() -> None:
    box = (150.0, 60.0, 100.0, 80.0)
    assert trim([(40, 100), (0, 0)], box) == [(40, 100), (150, 100)]
    assert trim([(40, 100), (150, 100)], box) == [(40, 100), (150, 100)]
    xml = chain("A", "B", "C").xml()
    torn = xml.replace(b'<di:waypoint x="300" y="160"/>', b'<di:waypoint x="0" y="0"/>')
    assert torn != xml
    assert not slanted(ways(done(torn, Eliminate("B")).xml)["f2"])
