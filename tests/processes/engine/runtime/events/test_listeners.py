"""Listeners: expressions and Python scripts run beside a step, at its event; what is code of other engines is said."""

from __future__ import annotations

import pytest

from processes import engine
from processes.engine import retry
from tests.processes.engine.models import DURATION, NOW, Case, codes, compiled, model, nodes, wired


def listener(event: str, said: str = "", kind: str = "executionListener") -> str:
    """A listener: an expression, or what stands in it."""
    if said.startswith("$"):
        return f'<camunda:{kind} event="{event}" expression="{said}"/>'.replace("'", "&apos;")
    return f'<camunda:{kind} event="{event}">{said}</camunda:{kind}>'


def extended(*listeners: str) -> str:
    return f"<extensionElements>{''.join(listeners)}</extensionElements>"


SCRIPT = '<camunda:script scriptFormat="python">trail = trail + "{}"</camunda:script>'


def case(step: str, flows: str = "s>t t>e", around: str = "", **data: object) -> Case:
    """An instance with one step of interest between its start and its end."""
    xml = model(nodes("startEvent:s endEvent:e") + step + around, "", flows)
    assert "LISTENER_NOT_RUN" not in codes(xml, "executable")
    return Case(compiled(xml, "executable"), {"trail": "", **data})


def test_they_run_when_a_step_begins_and_ends_in_their_order() -> None:
    inside = extended(
        listener("start", SCRIPT.format("a")), listener("end", SCRIPT.format("d")),
        listener("complete", SCRIPT.format("c"), "taskListener"),
        listener("create", SCRIPT.format("b"), "taskListener"),
    )  # fmt: skip
    found = case(f'<userTask id="t">{inside}</userTask>')
    assert found.turn.data["trail"] == "ab"
    assert found.do("t").turn.data["trail"] == "abcd"
    assert found.status == "completed"


def test_an_expression_may_set_a_field() -> None:
    inside = extended(listener("end", "${execution.setVariable('total', amount * 2)}"), listener("end", "${amount}"))
    found = case(f'<userTask id="t">{inside}</userTask>', amount=4).do("t")
    assert found.turn.data["total"] == 8


def test_those_of_flows_gateways_events_and_the_process_run() -> None:
    heard = extended(listener("take", SCRIPT.format("t")))
    taken = f'<sequenceFlow id="x" sourceRef="g" targetRef="t">{heard}</sequenceFlow>'
    gate = f'<exclusiveGateway id="g">{extended(listener("start", SCRIPT.format("g")))}</exclusiveGateway>'
    begun = extended(listener("start", SCRIPT.format("p")))
    found = case(nodes("userTask:t") + gate + taken + begun, "s>g t>e")
    assert (found.open, found.turn.data["trail"]) == (["t"], "pgt")


def test_those_of_a_border_run_when_it_happens() -> None:
    heard = extended(listener("start", SCRIPT.format("s")), listener("end", SCRIPT.format("e")))
    border = f'<boundaryEvent id="b" attachedToRef="t">{heard}<errorEventDefinition/></boundaryEvent>'
    inner = nodes("startEvent:is userTask:w") + '<endEvent id="ie"><errorEventDefinition/></endEvent>'
    flows = '<sequenceFlow id="x" sourceRef="is" targetRef="w"/><sequenceFlow id="y" sourceRef="w" targetRef="ie"/>'
    found = case(f'<subProcess id="t">{inner}{flows}</subProcess>', "s>t t>e b>z", border + nodes("userTask:z"))
    assert found.turn.data["trail"] == ""
    assert found.do("w").open == ["z"]
    assert found.turn.data["trail"] == "se"


@pytest.mark.parametrize("kind", ["parallel", "sequential"])
def test_they_run_in_each_round(kind: str) -> None:
    rounds = f'<multiInstanceLoopCharacteristics isSequential="{str(kind == "sequential").lower()}"><loopCardinality>3'
    inside = (
        extended(listener("start", SCRIPT.format("a")))
        + f"{rounds}</loopCardinality></multiInstanceLoopCharacteristics>"
    )
    found = case(f'<userTask id="t">{inside}</userTask>')
    for _ in range(3):
        found.do("t")
    assert (found.status, found.turn.data["trail"]) == ("completed", "aaa")


@pytest.mark.parametrize(
    ("event", "step"),
    [
        ("start", "userTask"),
        ("end", "userTask"),
        ("end", "subProcess"),
        ("end", "exclusiveGateway"),
        ("take", "userTask"),
    ],
)
def test_one_that_fails_is_an_incident_that_can_be_tried_again(event: str, step: str) -> None:
    failing = listener(event, '<camunda:script scriptFormat="python">trail = trail + missing</camunda:script>')
    inner = nodes("startEvent:is userTask:t") + '<sequenceFlow id="i" sourceRef="is" targetRef="t"/>'
    form = '<stepwell:form>{"properties": {"x": {}}}</stepwell:form>'
    inside = extended(form, failing if event != "take" else "") + (inner if step == "subProcess" else "")
    heard = extended(failing) if event == "take" else ""
    flow = f'<sequenceFlow id="x" sourceRef="h" targetRef="z">{heard}</sequenceFlow>'
    found = case(f'<{step} id="h">{inside}</{step}>' + nodes("userTask:z") + flow, "s>h z>e")
    while found.open and not found.turn.incidents:
        found.do(found.open[0])
    (incident,) = found.turn.incidents
    assert (found.open, incident.step_id) == ([], "h")
    found.took(retry(found.definition, found.turn.state, incident.task_id, NOW, {"missing": "m"}))
    if event == "start" and step == "userTask":
        found.do("h")
    assert (found.open, found.turn.data["trail"]) == (["z"], "m")


@pytest.mark.parametrize(
    "said",
    [
        '<camunda:executionListener event="start" class="com.example.Log"/>',
        '<camunda:executionListener event="start" delegateExpression="${log}"/>',
        '<camunda:executionListener event="start" expression="${log.write(execution)}"/>',
        listener("start", '<camunda:script scriptFormat="groovy">x = 1</camunda:script>'),
        '<camunda:taskListener event="assignment" delegateExpression="${amount}"/>',
        '<camunda:taskListener event="looked at" expression="${amount}"/>',
        '<zeebe:executionListener xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" eventType="start" type="log"/>',
    ],
)
def test_what_is_code_of_other_engines_is_said(said: str) -> None:
    xml = model(nodes("startEvent:s endEvent:e") + f'<userTask id="t">{extended(said)}</userTask>', "", "s>t t>e")
    assert "LISTENER_NOT_RUN" in codes(xml, "executable")
    assert Case(compiled(xml, "executable")).open == ["t"]


def test_in_documenting_mode_none_runs_and_that_is_said() -> None:
    xml = model(
        nodes("startEvent:s endEvent:e") + f'<userTask id="t">{extended(listener("start", "${x}"))}</userTask>',
        "",
        "s>t t>e",
    )
    assert "LISTENER_NOT_RUN" in codes(xml)
    assert Case(compiled(xml)).open == ["t"]


def test_what_they_read_is_asked_for_and_a_model_cannot_bring_its_own() -> None:
    inside = extended(listener("end", "${execution.setVariable('total', amount * 2)}"))
    xml = model(nodes("startEvent:s endEvent:e") + f'<userTask id="t">{inside}</userTask>', "", "s>t t>e")
    (task,) = Case(compiled(xml, "executable")).turn.open
    assert task.form["properties"]["amount"]["type"] == "number"
    bad = xml.replace(b'<userTask id="t">', b'<userTask id="t" stepwell:listeners="[[]]">')
    assert engine.prepare(bad).mode == "executable"


def ending(said: str = SCRIPT.format("p")) -> str:
    """A listener for the end of the process."""
    return extended(listener("end", said))


def test_those_of_the_end_of_a_process_run_last() -> None:
    heard = f'<endEvent id="e">{extended(listener("end", SCRIPT.format("e")))}</endEvent>'
    other = f'<endEvent id="o">{extended(listener("end", SCRIPT.format("o")))}</endEvent>'
    xml = model(nodes("startEvent:s userTask:t userTask:u parallelGateway:g") + heard + other + ending(), "",
                "s>g g>t g>u t>e u>o")  # fmt: skip
    assert "LISTENER_NOT_RUN" not in codes(xml, "executable")
    found = Case(compiled(xml, "executable"), {"trail": ""}).do("t")
    assert (found.status, found.turn.data["trail"]) == ("running", "e")
    found.do("u")
    assert (found.status, found.turn.data["trail"]) == ("completed", "eop")
    assert [e.event for e in found.turn.events][-1] == "instance_completed"


def test_they_run_when_a_terminate_end_is_reached_and_in_what_is_called() -> None:
    stop = '<endEvent id="e"><terminateEventDefinition/></endEvent>'
    found = Case(
        compiled(model(nodes("startEvent:s userTask:t") + stop + ending(), "", "s>t t>e"), "executable"), {"trail": ""}
    )
    assert found.do("t").turn.data["trail"] == "p" and found.status == "completed"


def test_one_of_the_end_that_fails_keeps_the_process_from_ending() -> None:
    failing = '<camunda:script scriptFormat="python">trail = trail + missing</camunda:script>'
    xml = model(nodes("startEvent:s endEvent:e userTask:t") + ending(failing), "", "s>t t>e")
    found = Case(compiled(xml, "executable"), {"trail": ""}).do("t")
    (incident,) = found.turn.incidents
    assert (found.status, incident.step_name) == ("failed", "the end")
    found.took(retry(found.definition, found.turn.state, incident.task_id, NOW, {"missing": "m"}))
    assert (found.status, found.turn.data["trail"]) == ("completed", "m")


def test_a_task_that_is_withdrawn_is_heard_of_and_one_that_is_done_is_not() -> None:
    gone = extended(listener("delete", SCRIPT.format("x"), "taskListener"))
    inner = nodes("startEvent:is userTask:w parallelGateway:g") + f'<userTask id="t">{gone}</userTask>'
    inner += '<endEvent id="ie"><errorEventDefinition/></endEvent>'
    pairs = (("is", "g"), ("g", "w"), ("g", "t"), ("w", "ie"))
    inner += "".join(f'<sequenceFlow id="{a}{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairs)
    border = '<boundaryEvent id="b" attachedToRef="p"><errorEventDefinition/></boundaryEvent>' + nodes("userTask:z")
    for step, trail in (("w", "x"), ("t", "")):
        found = case(f'<subProcess id="p">{inner}</subProcess>', "s>p p>e b>z", border)
        assert found.do(step).turn.data["trail"] == trail


def both(name: str) -> str:
    """Listeners for a step that is withdrawn, each leaving its letter."""
    return extended(
        listener("end", SCRIPT.format(name.upper())), listener("delete", SCRIPT.format(name), "taskListener")
    )


@pytest.mark.parametrize("how", ["border", "terminate", "event"])
def test_the_end_of_a_step_that_is_interrupted_is_heard_inside_out(how: str) -> None:
    inner = nodes("startEvent:is userTask:w parallelGateway:g") + f'<userTask id="t">{both("t")}</userTask>'
    inner += f'<userTask id="r">{both("r")}<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>'
    inner += "</multiInstanceLoopCharacteristics></userTask>"
    inner += f'<endEvent id="ie">{extended(listener("end", SCRIPT.format("E")))}<errorEventDefinition/></endEvent>'
    inner += wired("is>g g>w g>t g>r w>ie", "i")
    sub = f'<subProcess id="p">{extended(listener("end", SCRIPT.format("P")))}{inner}</subProcess>'
    around = '<boundaryEvent id="b" attachedToRef="p"><errorEventDefinition/></boundaryEvent>' + nodes("userTask:z")
    if how == "terminate":
        sub = sub.replace("<errorEventDefinition/>", "<terminateEventDefinition/>")
    elif how == "event":
        fix = nodes("userTask:z") + wired("hs>z", "h")
        around = '<subProcess id="h" triggeredByEvent="true"><startEvent id="hs"><errorEventDefinition/></startEvent>'
        around += f"{fix}</subProcess>"
    found = case(sub, "s>p p>e" + (" b>z" if how != "event" else ""), around).do("w")
    trail = str(found.turn.data["trail"])
    assert sorted(trail) == sorted("tTrRrRPE")
    assert trail.index("t") < trail.index("T") < trail.index("P")
    assert trail.rindex("R") < trail.index("P")


def test_a_step_that_is_done_is_heard_to_end_once() -> None:
    rounds = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality><completionCondition>"
    rounds += "${nrOfCompletedInstances == 2}</completionCondition></multiInstanceLoopCharacteristics>"
    found = case(f'<userTask id="t">{both("t")}{rounds}</userTask>').do("t").do("t")
    assert (found.status, found.turn.data["trail"]) == ("completed", "TTtT")


def test_what_only_watched_raced_or_could_not_begin_has_no_end() -> None:
    heard = extended(listener("end", SCRIPT.format("x")))
    border = f'<boundaryEvent id="b" attachedToRef="t">{heard}{DURATION.format("P1D")}</boundaryEvent>'
    found = case('<userTask id="t"/>', "s>t t>e b>z", border + nodes("userTask:z")).do("t")
    assert (found.status, found.turn.data["trail"]) == ("completed", "")


def test_one_that_fails_for_a_withdrawn_task_is_told() -> None:
    failing = '<camunda:script scriptFormat="python">trail = trail + missing</camunda:script>'
    gone = extended(listener("delete", failing, "taskListener"))
    stop = '<endEvent id="e"><terminateEventDefinition/></endEvent>'
    xml = model(nodes("startEvent:s userTask:w parallelGateway:g") + f'<userTask id="t">{gone}</userTask>' + stop, "",
                "s>g g>w g>t w>e")  # fmt: skip
    found = Case(compiled(xml, "executable"), {"trail": ""}).do("w")
    assert found.status == "completed"
    (told,) = [e.detail["words"] for e in found.turn.events if e.event == "incident"]
    assert told.endswith("The task was withdrawn.")
