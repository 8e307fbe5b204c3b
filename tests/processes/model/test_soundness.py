"""The token game: each kind of fault is found and named, and sound processes are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from processes.model import findings, parse, soundness
from processes.model.soundness.explore import verdict_of
from processes.model.soundness.net import Net
from tests.processes.models import Sketch, chain, sketches


def faults(sketch: Sketch) -> set[str]:
    return set(soundness(parse(sketch.xml()))["p"].faults)


def split_join(split: str, join: str) -> Sketch:
    sketch = Sketch()
    for name, tag in (("s", "startEvent"), ("x", split), ("a", "task"), ("b", "task"), ("j", join), ("e", "endEvent")):
        sketch.node(name, tag, name)
    for source, target in (("s", "x"), ("x", "a"), ("x", "b"), ("a", "j"), ("b", "j"), ("j", "e")):
        sketch.flow(source, target)
    return sketch


@settings(max_examples=60, deadline=None)
@given(sketches())
def test_well_structured_processes_are_sound(sketch: Sketch) -> None:
    assert soundness(parse(sketch.xml()))["p"].verdict == "sound"


def test_either_or_into_all_gets_stuck() -> None:
    sketch = split_join("exclusiveGateway", "parallelGateway")
    assert "DEADLOCK" in faults(sketch)
    words = next(f.words for f in findings(parse(sketch.xml())) if f.code == "DEADLOCK")
    assert "“j”" in words


def test_all_into_either_or_runs_twice() -> None:
    assert "UNSAFE" in faults(split_join("parallelGateway", "exclusiveGateway"))


@pytest.mark.parametrize("kind", ["exclusiveGateway", "parallelGateway", "inclusiveGateway"])
def test_the_same_gateway_on_both_sides_is_sound(kind: str) -> None:
    assert faults(split_join(kind, kind)) == set()


def test_a_circle_without_a_way_out_never_ends() -> None:
    sketch = Sketch()
    for name, tag in (("s", "startEvent"), ("m", "exclusiveGateway"), ("a", "task")):
        sketch.node(name, tag)
    for source, target in (("s", "m"), ("m", "a"), ("a", "m")):
        sketch.flow(source, target)
    assert "NEVER_ENDS" in faults(sketch)


def test_a_loop_of_gateways_alone_would_spin() -> None:
    sketch = Sketch()
    for name, tag in (("s", "startEvent"), ("m", "exclusiveGateway"), ("x", "exclusiveGateway"), ("e", "endEvent")):
        sketch.node(name, tag)
    for source, target in (("s", "m"), ("m", "x"), ("x", "m"), ("x", "e")):
        sketch.flow(source, target)
    assert "EMPTY_LOOP" in faults(sketch)


def test_a_loop_through_a_join_that_waits_for_work_does_not_spin() -> None:
    sketch = Sketch()
    kinds = {"s": "startEvent", "e": "endEvent", "first": "parallelGateway", "left": "exclusiveGateway"}
    kinds |= {"right": "exclusiveGateway", "join": "parallelGateway", "again": "exclusiveGateway"}
    for name, tag in {**kinds, "split": "parallelGateway", "work": "task"}.items():
        sketch.node(name, tag)
    for pair in ("s first", "first left", "first right", "left join", "right join", "join again", "again e"):
        sketch.flow(*pair.split())
    for pair in ("again split", "split work", "work left", "split right"):
        sketch.flow(*pair.split())
    assert faults(sketch) == set()
    sketch.flows = {i: f for i, f in sketch.flows.items() if "work" not in f[:2]}
    sketch.flow("split", "left")
    del sketch.nodes["work"]
    assert faults(sketch) == {"EMPTY_LOOP"}


def test_a_step_nothing_leads_to_is_dead() -> None:
    sketch = chain("A")
    sketch.node("lost", "task", "Lost")
    sketch.node("other", "task", "Other")
    sketch.flow("lost", "other")
    sketch.flow("other", "lost")
    assert "DEAD_STEP" in faults(sketch)


def test_boundary_events_interrupting_or_not() -> None:
    sketch = chain("A")
    sketch.node("b", "boundaryEvent", "late", 'attachedToRef="A"', "<timerEventDefinition/>")
    sketch.node("r", "task", "Remind")
    sketch.node("e2", "endEvent")
    sketch.flow("b", "r")
    sketch.flow("r", "e2")
    assert faults(sketch) == set()
    sketch.nodes["b"] = ("boundaryEvent", "late", 'attachedToRef="A" cancelActivity="false"', "<timerEventDefinition/>")
    assert faults(sketch) == set()


def reminded_in_a_loop(to: str = "") -> Sketch:
    """A step that is done again while it is wrong, with a reminder that goes to an end of its own, or on to others."""
    sketch = chain("A", "B")
    sketch.flows = {i: f for i, f in sketch.flows.items() if i not in ("f1", "f2")}
    sketch.node("again", "exclusiveGateway")
    sketch.node("right", "exclusiveGateway")
    for source, target in (("start", "again"), ("again", "A"), ("A", "right"), ("right", "again"), ("right", "B")):
        sketch.flow(source, target, id_=f"{source}_{target}")
    late = 'attachedToRef="A" cancelActivity="false"'
    sketch.node("b", "boundaryEvent", "late", late, "<timerEventDefinition/>")
    sketch.node("r", "task", "Remind")
    sketch.flow("b", "r")
    if not to:
        sketch.node("e2", "endEvent")
    sketch.flow("r", to or "e2")
    return sketch


def test_who_is_reminded_again_while_the_first_reminder_is_open_is_not_run_twice() -> None:
    assert faults(reminded_in_a_loop()) == set()
    assert "UNSAFE" in faults(reminded_in_a_loop(to="right")), "what it leads on to would be done twice"
    stuck = reminded_in_a_loop()
    stuck.node("join", "parallelGateway")
    stuck.node("side", "task")
    stuck.flows = {i: f for i, f in stuck.flows.items() if f[:2] != ("r", "e2")}
    for source, target in (("b", "side"), ("r", "join"), ("side", "join"), ("join", "e2")):
        stuck.flow(source, target, id_=f"{source}_{target}")
    assert "UNSAFE" in faults(stuck), "at a join two reminders would meet"


def test_too_large_to_tell_is_said() -> None:
    model = parse(split_join("parallelGateway", "parallelGateway").xml())
    assert verdict_of(Net(model.graph, "p"), most=1).verdict == "unknown"


def test_dangling_flows_and_missing_starts_are_findings() -> None:
    inside = '<task id="a"/><sequenceFlow id="f" sourceRef="a" targetRef="a"/>'
    inside += '<sequenceFlow id="gone" sourceRef="a" targetRef="nowhere"/>'
    head = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
    text = f'{head}<process id="p">{inside}</process></definitions>'
    found = {f.code: f for f in findings(parse(text.encode()))}
    assert {"DANGLING_FLOW", "NO_START"} <= set(found)
    assert "nowhere" in found["DANGLING_FLOW"].words
