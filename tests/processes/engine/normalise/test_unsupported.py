"""What other engines do and we do not is said when a file comes in; what would mean something else is not executed."""

from __future__ import annotations

import pytest

from processes import engine
from tests.factories import models

CAMUNDA = 'xmlns:c="http://camunda.org/schema/1.0/bpmn"'
SCRIPT = '<extensionElements><c:executionListener event="start"><c:script>x = 1</c:script></c:executionListener>'
CAUGHT = '<intermediateCatchEvent id="wait" name="Wait"><{0}EventDefinition {1}/></intermediateCatchEvent>'
MESSAGE = '<message id="m" name="order-${oid}"/>'
SIGNAL = f'<signal id="s" name="alarm" {CAMUNDA} c:scope="processInstance"/>'
UNDO = (
    '<boundaryEvent id="b" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>'
    '<userTask id="u" name="U" isForCompensation="true"/><association id="as" sourceRef="b" targetRef="u"/>'
)
TWICE = (
    '<userTask id="a" name="A"><multiInstanceLoopCharacteristics>'
    "<loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
)
CALLED = '<process id="other" isExecutable="true"><startEvent id="s2"/><endEvent id="e2"/>'


def around(step: str, step_id: str, before: str = "") -> bytes:
    body = f'<startEvent id="begin"/>{step}<endEvent id="done"/>' + models.chain("begin", step_id, "done")
    return models.bpmn(body, before=before)


def task(inside: str = "", about: str = "") -> bytes:
    return around(f'<userTask id="a" name="A" {CAMUNDA} {about}>{inside}</userTask>', "a")


def call(mapping: str) -> bytes:
    inside = f"<extensionElements>{mapping}</extensionElements>"
    other = CALLED + models.chain("s2", "e2") + "</process>"
    return around(f'<callActivity id="a" name="A" calledElement="other" {CAMUNDA}>{inside}</callActivity>', "a", other)


def timer(text: str) -> bytes:
    inside = f"<timeDuration>{text}</timeDuration>"
    event = f'<intermediateCatchEvent id="a" name="A"><timerEventDefinition>{inside}</timerEventDefinition>'
    return around(f"{event}</intermediateCatchEvent>", "a")


@pytest.mark.parametrize(
    ("xml", "code", "mode"),
    [(task(f"{SCRIPT}</extensionElements>"), "LISTENER_NOT_RUN", "executable"),
     (task("", 'c:skipExpression="${skip}"'), "NOT_CARRIED_OUT", "executable"),
     (around(CAUGHT.format("message", 'messageRef="m"'), "wait", MESSAGE), "NAME_WORKED_OUT", "documenting"),
     (around(CAUGHT.format("signal", 'signalRef="s"'), "wait", SIGNAL), "SIGNAL_REACHES_ALL", "documenting"),
     (around('<receiveTask id="a" name="A" instantiate="true"/>', "a"), "NOT_CARRIED_OUT", "documenting"),
     (timer("PT1H30"), "EVENT_BY_PERSON", "documenting"), (timer("P1DT"), "EVENT_BY_PERSON", "documenting"),
     (timer("-PT1H"), "EVENT_BY_PERSON", "documenting"), (timer("2026-12-32"), "EVENT_BY_PERSON", "documenting"),
     (call('<c:in sourceExpression="${bean.f()}" target="x"/>'), "CALL_DATA_ASIDE", "documenting")],
)  # fmt: skip
def test_it_is_said(xml: bytes, code: str, mode: str) -> None:
    found = engine.prepare(xml)
    assert code in [one.code for one in found.assumptions]
    assert found.mode == mode


def test_what_hangs_on_an_event_is_said_once() -> None:
    error = f'<errorEventDefinition id="d" {CAMUNDA} c:errorMessageVariable="words"/>'
    body = '<startEvent id="begin"/><subProcess id="a" name="A"><startEvent id="s"/><endEvent id="e">'
    body += "<errorEventDefinition/></endEvent>" + models.chain("s", "e") + '</subProcess><endEvent id="done"/>'
    body += f'<boundaryEvent id="b" name="B" attachedToRef="a">{error}</boundaryEvent><endEvent id="other"/>'
    found = engine.prepare(models.bpmn(body + models.chain("begin", "a", "done") + models.chain("b", "other")))
    assert [one.element for one in found.assumptions if one.code == "NOT_CARRIED_OUT"] == ["b"]


@pytest.mark.parametrize(
    "xml",
    [task(), call('<c:in variables="all"/><c:out variables="all"/>'), call('<c:in source="x" target="y"/>'),
     around(TWICE + UNDO, "a"), timer("PT1H"), timer("${due}"),
     around(CAUGHT.format("message", 'messageRef="m"'), "wait", '<message id="m" name="order"/>')],
)  # fmt: skip
def test_nothing_is_said_where_nothing_is_left_out(xml: bytes) -> None:
    codes = {"LISTENER_NOT_RUN", "NOT_CARRIED_OUT", "NAME_WORKED_OUT", "CALL_DATA_ASIDE", "EVENT_BY_PERSON"}
    codes.add("ROUND_NOT_KNOWN")
    assert not codes & {one.code for one in engine.prepare(xml).assumptions}
