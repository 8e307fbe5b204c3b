"""Receive tasks and event gateways that say `instantiate` start cases by what they wait for."""

from __future__ import annotations

import pytest

from processes import engine
from tests.processes.engine.models import Case, compiled, model, nodes

MESSAGES = '<message id="m" name="order"/><message id="n" name="complaint"/>'
RECEIVE = '<receiveTask id="r" name="Order" messageRef="m" instantiate="true">{}</receiveTask>'


def caught(name: str, message: str) -> str:
    """An event that waits for a message."""
    return (
        f'<intermediateCatchEvent id="{name}" name="{name}"><messageEventDefinition messageRef="{message}"/>'
        "</intermediateCatchEvent>"
    )


GATE = '<eventBasedGateway id="g" instantiate="true" {}/>' + caught("a", "m")
RACE = GATE + '<receiveTask id="b" messageRef="n"/>' + nodes("userTask:x userTask:y")


def triggers(xml: bytes) -> list[tuple[str, str, str]]:
    """What starts a case of a model that is executed."""
    made = engine.prepare(xml)
    assert (made.mode, made.runs) == ("executable", True), made.assumptions
    assert made.runnable is not None
    assert "NOT_CARRIED_OUT" not in {a.code for a in made.assumptions}
    return [(one.step_id, one.kind, one.name) for one in engine.triggers(made.runnable)]


def test_a_receive_task_starts_a_case_by_its_message() -> None:
    xml = model(RECEIVE.format("") + nodes("userTask:x"), MESSAGES, "r>x")
    assert triggers(xml) == [("r", "message", "order")]
    assert Case(compiled(xml, "executable"), {"amount": 1}, "r").open == ["x"]


def test_beside_a_start_of_people_both_start_cases() -> None:
    xml = model(RECEIVE.format("") + nodes("startEvent:s userTask:x userTask:y"), MESSAGES, "r>x s>y")
    assert triggers(xml) == [("r", "message", "order")]
    assert Case(compiled(xml, "executable"), at="r").open == ["x"]
    assert Case(compiled(xml, "executable")).open == ["y"]


def test_each_event_behind_a_gateway_starts_a_case() -> None:
    xml = model(RACE.format(""), MESSAGES, "g>a g>b a>x b>y")
    assert triggers(xml) == [("a", "message", "order"), ("b", "message", "complaint")]
    assert Case(compiled(xml, "executable"), at="a").open == ["x"]
    assert Case(compiled(xml, "executable"), at="b").open == ["y"]


@pytest.mark.parametrize(
    ("body", "flows"),
    [
        (RECEIVE.format("") + nodes("startEvent:s userTask:x"), "s>r r>x"),
        (RECEIVE.format("") + '<boundaryEvent id="z" attachedToRef="r"/>' + nodes("userTask:x"), "r>x z>x"),
        (RECEIVE.format("<standardLoopCharacteristics/>") + nodes("userTask:x"), "r>x"),
        (RACE.format('eventGatewayType="Parallel"'), "g>a g>b a>x b>y"),
        (RACE.format(""), "g>a g>b a>x b>y x>b"),
    ],
)
def test_what_cannot_start_a_case_is_said(body: str, flows: str) -> None:
    assert "NOT_CARRIED_OUT" in {a.code for a in engine.prepare(model(body, MESSAGES, flows)).assumptions}


def test_in_documenting_mode_a_person_starts_it() -> None:
    xml = model(RECEIVE.format("") + nodes("userTask:x"), MESSAGES, "r>x")
    assert Case(compiled(xml)).open == ["x"]
    assert [one.kind for one in engine.prepare(xml, "documenting").starts] == ["message"]
