"""Models without a diagram get one in which nothing overlaps and every flow touches its ends."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from lxml import etree

from processes.model import Bounds, Graph, parse, with_diagram
from processes.model.elements import BDD, BDI
from tests.processes.models import Sketch, chain, sketches


def bare(sketch: Sketch) -> bytes:
    """The sketch without its drawing."""
    return sketch.xml().split(b"<bpmndi:BPMNDiagram")[0] + b"</definitions>"


def overlap(a: Bounds, b: Bounds) -> bool:
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height


def siblings_apart(graph: Graph) -> bool:
    nodes = [n for n in graph.nodes.values() if n.type != "boundaryEvent"]
    pairs = ((a, b) for a, b in combinations(nodes, 2) if a.scope == b.scope)
    return not any(overlap(graph.bounds[a.id], graph.bounds[b.id]) for a, b in pairs)


def on_border(point: tuple[float, float], box: Bounds) -> bool:
    x, y = point
    inside = box.x - 1 <= x <= box.x + box.width + 1 and box.y - 1 <= y <= box.y + box.height + 1
    edges = (abs(x - box.x), abs(x - box.x - box.width), abs(y - box.y), abs(y - box.y - box.height))
    return inside and min(edges) <= 1


def lines(xml: bytes) -> dict[str, list[tuple[float, float]]]:
    found = {}
    for edge in etree.fromstring(xml).iter(f"{BDI}BPMNEdge"):
        points = [(float(w.get("x", "")), float(w.get("y", ""))) for w in edge.findall(f"{BDD}waypoint")]
        found[edge.get("bpmnElement", "")] = points
    return found


def test_a_drawn_model_is_shown_as_it_came() -> None:
    xml = chain("A").xml()
    assert with_diagram(parse(xml)) == xml


@settings(max_examples=60, deadline=None)
@given(sketches())
def test_nothing_overlaps_and_flows_touch_their_ends(sketch: Sketch) -> None:
    xml = with_diagram(parse(bare(sketch)))
    graph = parse(xml).graph
    assert set(graph.nodes) <= set(graph.bounds)
    assert siblings_apart(graph)
    for name, points in lines(xml).items():
        flow = graph.flows[name]
        assert len(points) >= 2
        assert on_border(points[0], graph.bounds[flow.source])
        assert on_border(points[-1], graph.bounds[flow.target])
        assert all(abs(a[0] - b[0]) < 1 or abs(a[1] - b[1]) < 1 for a, b in pairwise(points))


@settings(max_examples=30, deadline=None)
@given(sketches())
def test_steps_lie_within_their_lane(sketch: Sketch) -> None:
    graph = parse(with_diagram(parse(bare(sketch)))).graph
    bands = {lane.name: graph.bounds[lane.id] for lane in graph.lanes.values() if lane.id in graph.bounds}
    for node in graph.nodes.values():
        band, box = bands[node.lane or ""], graph.bounds[node.id]
        assert band.y <= box.y
        assert box.y + box.height <= band.y + band.height


def test_subprocesses_hold_their_steps_and_boundary_events_sit_on_the_border() -> None:
    sketch = chain("A")
    inner = '<startEvent id="s2"/><task id="t"/><sequenceFlow id="g" sourceRef="s2" targetRef="t"/>'
    sketch.nodes["A"] = ("subProcess", "A", "", inner)
    sketch.node("late", "boundaryEvent", "late", 'attachedToRef="A"', "<timerEventDefinition/>")
    graph = parse(with_diagram(parse(bare(sketch)))).graph
    outer, task, event = graph.bounds["A"], graph.bounds["t"], graph.bounds["late"]
    assert outer.x < task.x
    assert task.x + task.width < outer.x + outer.width
    assert outer.y < task.y
    assert task.y + task.height < outer.y + outer.height
    assert abs(event.y + event.height / 2 - outer.y - outer.height) < 1


def test_pools_stand_below_each_other() -> None:
    one = '<process id="p"><task id="a"/></process>'
    two = '<process id="q"><task id="b"/></process>'
    pools = '<participant id="x" processRef="p"/><participant id="y" processRef="q"/><participant id="z"/>'
    talk = '<messageFlow id="m" sourceRef="a" targetRef="b"/>'
    text = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
        f'<collaboration id="c">{pools}{talk}</collaboration>{one}{two}</definitions>'
    )
    xml = with_diagram(parse(text.encode()))
    graph = parse(xml).graph
    boxes = [graph.bounds[name] for name in ("x", "y", "z")]
    assert not any(overlap(a, b) for a, b in combinations(boxes, 2))
    assert len(lines(xml)["m"]) >= 2
