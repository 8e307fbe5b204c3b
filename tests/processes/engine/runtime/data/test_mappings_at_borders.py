"""What is mapped into a step is known inside it and at its border, until that is done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from processes.engine import deliver, fire_timers
from processes.engine.values import Json
from tests.processes.engine.models import (
    DURATION,
    NOW,
    Case,
    compiled,
    model,
    nodes,
    wired,
)
from tests.processes.engine.runtime.data.test_mappings import ZEEBE, older


def test_a_sub_process_knows_inside_what_is_mapped_into_it_and_takes_it_along_when_it_ends() -> None:
    inner = nodes("startEvent:is userTask:w userTask:v exclusiveGateway:g") + wired("is>g g>w:${x==5} g>v", "i")
    inner = inner.replace('id="g"', 'id="g" default="i2"')
    io = '<camunda:inputOutput><camunda:inputParameter name="x">${n + 1}</camunda:inputParameter></camunda:inputOutput>'
    sub = f'<subProcess id="p"><extensionElements>{io}</extensionElements>{inner}</subProcess>'
    xml = model(nodes("startEvent:s userTask:z") + sub, "", "s>p p>z")
    case = Case(compiled(xml, "executable"), {"n": 4})
    assert case.open == ["w"]
    assert case.do("w", x=7).turn.data == {"n": 4}
    assert case.open == ["z"]


def test_what_waits_at_the_border_reads_what_is_mapped_into_the_step() -> None:
    message = (
        f'<message id="m" name="paid"><extensionElements><z:subscription xmlns:z="{ZEEBE}" correlationKey="=key"/>'
        "</extensionElements></message>"
    )
    border = '<boundaryEvent id="b" attachedToRef="a"><messageEventDefinition messageRef="m"/></boundaryEvent>'
    timer = '<boundaryEvent id="t" attachedToRef="a"><timerEventDefinition><timeDuration>${wait}</timeDuration>'
    timer += "</timerEventDefinition></boundaryEvent>"
    step = older("a", "input:key=${order}", "input:wait=P2D")
    xml = model(nodes("startEvent:s userTask:z userTask:y") + step + border + timer, message, "s>a b>z t>y")
    case = Case(compiled(xml, "executable"), {"order": 7})
    (waiting,) = case.turn.waiting
    assert (waiting.correlation, case.turn.incidents) == ({"key": 7}, ())
    assert [one.due_at for one in case.turn.timers] == [NOW + timedelta(days=2)]
    case.took(deliver(case.definition, case.turn.state, waiting.task_id, "paid", {}, NOW))
    assert (case.open, case.turn.data) == (["z"], {"order": 7})


HEARD = '<camunda:executionListener event="end"><camunda:script scriptFormat="python">seen = x</camunda:script>'
HEARD = f"<extensionElements>{HEARD}</camunda:executionListener></extensionElements>"


def bordered(event: str, more: str = "", around: str = "") -> Case:
    """A case in a step into which `x` is mapped, with an event at its border that notes it."""
    border = f'<boundaryEvent id="b" attachedToRef="a" {more}>{HEARD}{event}</boundaryEvent>'
    body = nodes("startEvent:s userTask:z userTask:y") + older("a", "input:x=${n + 1}") + border
    return Case(compiled(model(body, around, "s>a a>y b>z"), "executable"), {"n": 2})


@pytest.mark.parametrize(("more", "left"), [("", ["z"]), ('cancelActivity="false"', ["a", "z"])])
def test_an_event_at_the_border_knows_what_is_mapped_into_the_step_until_it_is_done(more: str, left: list[str]) -> None:
    case = bordered(DURATION.format("PT1H"), more)
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(hours=2)))
    assert (case.open, case.turn.incidents, case.turn.data) == (left, (), {"n": 2, "seen": 3})
    assert "x" not in next(task.data for task in case.turn.open if task.step_id == "z")


@pytest.mark.parametrize(("payload", "seen"), [({}, 3), ({"x": 9}, 9)])
def test_what_a_message_brings_to_the_border_counts_before_what_is_mapped(payload: Json, seen: int) -> None:
    case = bordered('<messageEventDefinition messageRef="m"/>', "", '<message id="m" name="paid"/>')
    (waiting,) = case.turn.waiting
    case.took(deliver(case.definition, case.turn.state, waiting.task_id, "paid", payload, NOW))
    assert (case.open, case.turn.data) == (["z"], {"n": 2, "seen": seen, **payload})


def test_an_error_at_the_border_knows_what_is_mapped_into_the_sub_process() -> None:
    inner = nodes("startEvent:is") + '<endEvent id="ie"><errorEventDefinition/></endEvent>' + wired("is>ie", "i")
    sub = (
        older("a", "input:x=${n + 1}")
        .replace("userTask", "subProcess")
        .replace("</subProcess>", f"{inner}</subProcess>")
    )
    border = f'<boundaryEvent id="b" attachedToRef="a">{HEARD}<errorEventDefinition/></boundaryEvent>'
    xml = model(nodes("startEvent:s userTask:z userTask:y") + sub + border, "", "s>a a>y b>z")
    case = Case(compiled(xml, "executable"), {"n": 2})
    assert (case.open, case.turn.incidents, case.turn.data) == (["z"], (), {"n": 2, "seen": 3})
