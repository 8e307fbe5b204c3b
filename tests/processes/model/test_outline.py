"""The outline says the same as the diagram, in reading order."""

from __future__ import annotations

from hypothesis import given, settings

from processes.model import outline, parse
from tests.processes.models import Sketch, chain, sketches


@settings(max_examples=60, deadline=None)
@given(sketches())
def test_every_node_stands_in_the_outline_once(sketch: Sketch) -> None:
    model = parse(sketch.xml())
    assert sorted(item.id for item in outline(model)) == sorted(model.graph.nodes)


@settings(max_examples=60, deadline=None)
@given(sketches())
def test_the_outline_begins_with_the_start_and_never_tells_a_join_before_its_ways(sketch: Sketch) -> None:
    model = parse(sketch.xml())
    order = [item.id for item in outline(model)]
    assert order[0] == "start"
    back = sum(order.index(f.target) < order.index(f.source) for f in model.graph.flows.values())
    loops = sum(1 for f, (_, _, condition) in sketch.flows.items() if condition == "again")
    assert back <= loops


def test_a_chain_reads_from_start_to_end() -> None:
    items = outline(parse(chain("A", "B").xml()))
    assert [(i.type, i.name, i.next) for i in items] == [
        ("start", "", "then “A”"),
        ("task for a person", "A", "then “B”"),
        ("task for a person", "B", "then the end"),
        ("end", "", ""),
    ]


def test_what_has_no_name_is_told_by_where_it_stands() -> None:
    sketch = Sketch()
    for name, tag in (
        ("s", "startEvent"),
        ("f", "parallelGateway"),
        ("a", "task"),
        ("b", "task"),
        ("j", "parallelGateway"),
    ):
        sketch.node(name, tag, name.upper() if tag == "task" else "")
    for source, target in (("s", "f"), ("f", "a"), ("f", "b"), ("a", "j"), ("b", "j"), ("j", "c")):
        if target == "c":
            sketch.node("c", "task", "C")
        sketch.flow(source, target)
    lines = {item.id: item for item in outline(parse(sketch.xml()))}
    assert (lines["j"].called, lines["b"].next) == ("The join before “C”", "then the join before “C”")
    assert lines["a"].called == "A" and lines["j"].name == ""


def test_ways_of_a_decision_are_said_with_their_words() -> None:
    sketch = Sketch()
    for name, tag in (("s", "startEvent"), ("x", "exclusiveGateway"), ("a", "task"), ("b", "task")):
        sketch.node(name, tag, name.upper())
    sketch.flow("s", "x")
    sketch.flow("x", "a", "amount &gt; 5")
    sketch.flow("x", "b")
    line = next(i for i in outline(parse(sketch.xml())) if i.id == "x")
    assert line.next == "if amount > 5 → “A”; → “B”"
