"""Cycles without a way out are found at import and named; long loops with one come to their end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import cast

import pytest

from processes.engine import check, prepare
from processes.engine.runtime import scope
from processes.engine.values import Json
from processes.expressions.sandbox import Sandbox
from tests.processes.engine.models import Case, called_by_id, compiled, model, nodes, normalised, wired


def said(xml: bytes) -> list[str]:
    """What is said about endless cycles."""
    return [one.text for one in normalised(called_by_id(xml)).assumptions if one.code == "ENDLESS_CYCLE"]


def test_an_endless_cycle_of_people_is_named() -> None:
    xml = called_by_id(model(nodes("startEvent:s userTask:a userTask:b userTask:c"), "", "s>a a>b b>c c>b"))
    assert said(xml) == ["“b”, “c” go round for ever: no way leads out of this cycle."]
    why = check(xml).why or ""
    assert "“b”, “c”" in why
    assert "for ever" in why
    assert prepare(xml).runs is False


def test_one_without_people_is_an_incident_when_an_instance_gets_there(monkeypatch: pytest.MonkeyPatch) -> None:
    xml = model(nodes("startEvent:s intermediateThrowEvent:a intermediateThrowEvent:b"), "", "s>a a>b b>a")
    (text,) = said(xml)
    assert text.endswith("a case that gets there stops with an incident.")
    monkeypatch.setattr(scope, "MOST_STEPS", 500)
    case = Case(compiled(xml))
    assert (case.status, [e.step_id in ("a", "b") for e in case.turn.events if e.event == "incident"]) == (
        "failed",
        [True],
    )


@pytest.mark.parametrize(
    ("steps", "flows"),
    [
        ("userTask:a exclusiveGateway:g endEvent:e", "s>a a>g g>a g>e"),
        ("userTask:a parallelGateway:g inclusiveGateway:x endEvent:e", "s>a a>g g>x x>a x>e"),
        ("userTask:a userTask:b endEvent:e", "s>a a>b b>e"),
    ],
)
def test_cycles_with_a_way_out_are_nothing_to_speak_of(steps: str, flows: str) -> None:
    assert said(model(nodes(f"startEvent:s {steps}"), "", flows)) == []


def test_a_parallel_gateway_is_no_way_out() -> None:
    xml = model(
        nodes("startEvent:s exclusiveGateway:m userTask:a parallelGateway:g endEvent:e"), "", "s>m m>a a>g g>m g>e"
    )
    assert len(said(xml)) == 1


def test_a_boundary_event_and_a_terminating_end_are_ways_out() -> None:
    body = nodes("startEvent:s userTask:a userTask:b endEvent:e") + '<boundaryEvent id="be" attachedToRef="a"/>'
    assert said(model(body, "", "s>a a>b b>a be>e")) == []
    body = (
        nodes("startEvent:s userTask:a parallelGateway:g") + '<endEvent id="e"><terminateEventDefinition/></endEvent>'
    )
    assert said(model(body, "", "s>a a>g g>a g>e")) == []


def test_a_cycle_inside_a_subprocess_is_found() -> None:
    inner = nodes("startEvent:is userTask:x userTask:y") + wired("is>x x>y y>x", "i")
    assert len(said(model(nodes("startEvent:s") + f'<subProcess id="sub">{inner}</subProcess>', "", "s>sub"))) == 1


def test_a_step_that_leads_to_itself() -> None:
    (text,) = said(model(nodes("startEvent:s userTask:a"), "", "s>a a>a"))
    assert text.startswith("“a” leads back to itself")


def test_a_loop_of_five_thousand_rounds_of_people_ends() -> None:
    body = nodes("startEvent:s userTask:a exclusiveGateway:g endEvent:e")
    case = Case(compiled(model(body, "", "s>a a>g g>a g>e")))
    for _ in range(5000):
        case.do("a").do("g", choice="f2")
    assert len(case.turn.state) < 400
    assert case.do("a").do("g", choice="f3").status == "completed"
    assert case.passed("a") == 5001


class Quick:
    """Stands for the sandbox where a test asks it very often."""

    def execute(self, script: str, data: Json) -> Json:
        """Run a script of the test itself."""
        after = dict(data)
        exec(script, {}, after)
        return {name: value for name, value in after.items() if data.get(name) != value}

    def evaluate(self, text: str, data: Json, now: datetime | None = None) -> object:
        """Work out an expression of the test itself."""
        return eval(text, {}, dict(data))


COUNT = "<script>n = n + 1</script>"


def test_a_loop_of_five_thousand_rounds_without_people_ends() -> None:
    body = (
        nodes("startEvent:s exclusiveGateway:m exclusiveGateway:g endEvent:e")
        + f'<scriptTask id="a">{COUNT}</scriptTask>'
    )
    made = compiled(model(body, "", "s>m m>a a>g g>m:n~<~5000 g>e:n~>=~5000"), "executable")
    case = Case(replace(made, sandbox=cast("Sandbox", Quick())), {"n": 0})
    assert (case.status, case.turn.data) == ("completed", {"n": 5000})


def test_five_thousand_rounds_of_one_step_end() -> None:
    marker = '<standardLoopCharacteristics loopMaximum="5000"/>'
    body = nodes("startEvent:s userTask:z") + f'<scriptTask id="a">{COUNT}{marker}</scriptTask>'
    xml = model(body, "", "s>a a>z")
    case = Case(replace(compiled(xml, "executable"), sandbox=cast("Sandbox", Quick())), {"n": 0})
    assert (case.open, case.turn.data) == (["z"], {"n": 5000})
    people = Case(compiled(xml.replace(b"scriptTask", b"userTask")))
    for _ in range(50):
        people.do("a")
    assert (people.open, len(people.turn.state) < 400) == (["a"], True)
