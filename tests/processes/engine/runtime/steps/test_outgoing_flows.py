"""The only way out of a step: where it has a condition it is taken if that holds, else there is an incident."""

from __future__ import annotations

import pytest

from processes.engine import prepare, retry
from tests.processes.engine.models import NOW, Case, codes, compiled, model, nodes

ASKED = nodes("startEvent:s userTask:a userTask:x endEvent:e")


def only(kind: str, condition: str = "n==1", attributes: str = "") -> bytes:
    """a, then a step of this kind with one way out, then x."""
    return model(f'{ASKED}<{kind} id="g" {attributes}/>', "", f"s>a a>g g>x:{condition} x>e")


@pytest.mark.parametrize("kind", ["exclusiveGateway", "inclusiveGateway", "complexGateway", "intermediateThrowEvent"])
def test_it_is_taken_only_if_its_condition_holds(kind: str) -> None:
    made = compiled(only(kind), "executable")
    assert Case(made).do("a", n=1).open == ["x"]
    case = Case(made).do("a", n=3)
    assert (case.open, case.status) == ([], "failed")
    (incident,) = case.turn.incidents
    assert "none does, and there is no default way" in incident.words
    turn = retry(made, case.turn.state, incident.task_id, NOW, {"n": 1})
    assert [task.step_id for task in turn.open] == ["x"]


def test_so_is_the_only_way_out_of_a_task_of_a_start_and_of_a_border() -> None:
    task = compiled(model(ASKED, "", "s>a a>x:n==1 x>e"), "executable")
    assert Case(task).do("a", n=1).open == ["x"]
    assert Case(task).do("a", n=3).status == "failed"
    start = compiled(model(ASKED, "", "s>a:n==1 a>x x>e"), "executable")
    assert (Case(start, {"n": 1}).open, Case(start, {"n": 2}).status) == (["a"], "failed")
    border = '<boundaryEvent id="b" attachedToRef="sub"><errorEventDefinition/></boundaryEvent>'
    inner = '<subProcess id="sub"><startEvent id="i"/><endEvent id="o"><errorEventDefinition/></endEvent>'
    inner += '<sequenceFlow id="io" sourceRef="i" targetRef="o"/></subProcess>'
    bordered = compiled(model(ASKED + inner + border, "", "s>a a>sub sub>e b>x:n==1 x>e"), "executable")
    assert (Case(bordered).do("a", n=1).open, Case(bordered).do("a", n=3).status) == (["x"], "failed")


@pytest.mark.parametrize("kind", ["exclusiveGateway", "inclusiveGateway", "task"])
def test_a_default_way_is_taken_whatever_is_written_on_it(kind: str) -> None:
    case = Case(compiled(only(kind, "n==1", 'default="f2"'), "executable")).do("a", n=3)
    assert case.do("g").open == ["x"] if kind == "task" else case.open == ["x"]


def test_in_documenting_mode_it_is_taken_and_that_is_said() -> None:
    assert Case(compiled(only("exclusiveGateway"))).do("a").open == ["x"]
    assert "WAY_ALWAYS_TAKEN" in codes(only("exclusiveGateway"))
    assert "WAY_ALWAYS_TAKEN" not in codes(only("exclusiveGateway"), "executable")


def test_a_condition_that_cannot_be_read_keeps_the_model_from_being_executed() -> None:
    for kind in ("exclusiveGateway", "task"):
        made = prepare(only(kind, "if~all~is~well"))
        (said,) = [a for a in made.assumptions if a.code == "WAY_ALWAYS_TAKEN"]
        assert (made.mode, said.element) == ("documenting", "f2")
        assert "cannot be evaluated" in said.text


def test_who_is_asked_for_a_word_may_say_another_one() -> None:
    case = Case(compiled(model(ASKED, "", "s>a a>x:answer=='yes' x>e"), "executable"))
    (task,) = case.turn.open
    assert task.form["properties"]["answer"]["enum"] == ["yes", "other"]
