"""Running instances: gateways, sub-processes, boundary events, rounds, messages, data."""

from __future__ import annotations

from datetime import timedelta

import pytest

from processes.engine import InvalidForm, NotOpen, complete, fire_timers, report_error, report_failure, retry
from tests.processes.engine.models import DURATION, NOW, Case, compiled, model, nodes, normalised, wired

W1 = model(
    nodes("startEvent:s userTask:A exclusiveGateway:gx userTask:B userTask:C exclusiveGateway:gm parallelGateway:gp")
    + nodes("userTask:D userTask:E parallelGateway:gj endEvent:e")
    + '<scriptTask id="S"><script>x = a + 1</script></scriptTask>',
    "",
    "s>A A>gx gx>B:route~==~'B' gx>C:route~!=~'B' B>gm C>gm gm>S S>gp gp>D gp>E D>gj E>gj gj>e",
)


def test_a_whole_instance_in_executable_mode() -> None:
    assert not normalised(W1, "executable").blockers
    case = Case(compiled(W1, "executable"))
    case.do("A", a=1, route="B").do("B")
    assert case.open == ["D", "E"]
    assert case.turn.data == {"a": 1, "route": "B", "x": 2}
    assert case.do("E").do("D").status == "completed"
    assert case.turn.events[-1].event == "instance_completed"
    assert case.passed("gj") == 1


def test_in_documenting_mode_people_choose_and_scripts_are_off() -> None:
    case = Case(compiled(W1)).do("A")
    (task,) = case.turn.open
    assert (task.step_id, task.kind) == ("gx", "choice")
    assert task.form["properties"]["choice"]["enum"] == ["f2", "f3"]
    case.do("gx", choice="f3").do("C")
    assert case.open == ["S"]


def test_what_is_filled_in_is_checked() -> None:
    case = Case(compiled(W1)).do("A")
    with pytest.raises(InvalidForm) as caught:
        case.do("gx", choice="nowhere")
    assert caught.value.errors == {"choice": "“Which way?” has to be one of the options offered."}
    with pytest.raises(InvalidForm) as caught:
        case.do("gx")
    assert "choice" in caught.value.errors


def test_a_task_is_completed_once() -> None:
    case = Case(compiled(W1))
    task = case.task("A")
    case.do("A")
    with pytest.raises(NotOpen):
        complete(case.definition, case.turn.state, task, {}, NOW)


def test_data_of_parallel_branches_meets_by_last_write() -> None:
    body = nodes("startEvent:s userTask:z parallelGateway:g userTask:a userTask:b parallelGateway:j userTask:after")
    case = Case(compiled(model(body, "", "s>z z>g g>a g>b a>j b>j j>after")), {"x": 0, "kept": [1]})
    case.do("z", x=1).do("a", x=2).do("b", y=3)
    assert case.turn.data == {"x": 2, "y": 3, "kept": [1]}


def test_inclusive_gateway_waits_for_what_was_chosen_only() -> None:
    body = nodes("startEvent:s inclusiveGateway:g userTask:a userTask:b userTask:c inclusiveGateway:j userTask:z")
    case = Case(compiled(model(body, "", "s>g g>a g>b g>c a>j b>j c>j j>z")))
    case.do("g", choices=["f1", "f3"])
    assert case.open == ["a", "c"]
    assert case.do("a").open == ["c"]
    assert case.do("c").open == ["z"]
    assert case.do("z").status == "completed"


def test_subprocess_and_call_in_the_same_file() -> None:
    inner = nodes("startEvent:is userTask:x endEvent:ie") + wired("is>x x>ie", "i")
    called = f'<process id="q">{nodes("startEvent:qs userTask:y")}{wired("qs>y", "q")}</process>'
    body = nodes("startEvent:s endEvent:e") + f'<subProcess id="sub">{inner}</subProcess>'
    body += '<callActivity id="call" calledElement="q"/>'
    case = Case(compiled(model(body, called, "s>sub sub>call call>e"), "executable"))
    assert case.open == ["x"]
    assert case.do("x", one=1).open == ["y"]
    assert case.do("y", two=2).status == "completed"
    assert case.turn.data == {"one": 1, "two": 2}
    assert (case.passed("sub"), case.passed("call")) == (1, 1)


def boundary(definition: str, interrupting: bool, host: str = "userTask:a") -> bytes:
    cancel = "true" if interrupting else "false"
    body = nodes(f"startEvent:s {host} userTask:b endEvent:e")
    body += f'<boundaryEvent id="be" attachedToRef="a" cancelActivity="{cancel}">{definition}</boundaryEvent>'
    return model(body, "", "s>a a>e be>b")


def test_interrupting_timer_withdraws_the_task() -> None:
    case = Case(compiled(boundary(DURATION.format("PT1H"), True), "executable"))
    task = case.task("a")
    later = NOW + timedelta(hours=1)
    assert case.turn.timers[0].due_at == later
    case.took(fire_timers(case.definition, case.turn.state, later))
    assert (case.open, case.turn.closed) == (["b"], (task,))
    assert case.do("b").status == "completed"


def test_timer_goes_with_the_task() -> None:
    case = Case(compiled(boundary(DURATION.format("PT1H"), True), "executable"))
    assert case.do("a").status == "completed"
    assert case.turn.timers == ()


def test_repeated_timer_reminds_again() -> None:
    cycle = "<timerEventDefinition><timeCycle>R2/PT1H</timeCycle></timerEventDefinition>"
    case = Case(compiled(boundary(cycle, False), "executable"))
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(hours=1)))
    assert case.open == ["a", "b"]
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(hours=9)))
    assert case.open == ["a", "b", "b"]
    assert case.turn.timers == ()


def test_in_documenting_mode_boundary_events_are_buttons() -> None:
    case = Case(compiled(boundary(DURATION.format("PT1H"), True)))
    assert case.open == ["a", "be"]
    assert {t.step_id: t.kind for t in case.turn.open}["be"] == "timer"
    button = case.task("be")
    done = complete(case.definition, case.turn.state, case.task("a"), {}, NOW)
    assert (done.status, done.closed) == ("completed", (button,))
    assert case.do("be").open == ["b"]


@pytest.mark.parametrize(("code", "lands"), [("E1", (["b"], "running")), ("E2", ([], "failed"))])
def test_error_end_reaches_the_boundary_event_of_its_code(code: str, lands: tuple[list[str], str]) -> None:
    errors = '<error id="r1" name="one" errorCode="E1"/><error id="r2" name="two" errorCode="E2"/>'
    reference = "r1" if code == "E1" else "r2"
    inner = nodes("startEvent:is") + f'<endEvent id="ie"><errorEventDefinition errorRef="{reference}"/></endEvent>'
    body = (
        nodes("startEvent:s userTask:b userTask:after")
        + f'<subProcess id="a">{inner}{wired("is>ie", "i")}</subProcess>'
    )
    body += '<boundaryEvent id="be" attachedToRef="a"><errorEventDefinition errorRef="r1"/></boundaryEvent>'
    case = Case(compiled(model(body, errors, "s>a a>after be>b"), "executable"))
    assert (case.open, case.status) == lands


def test_terminate_ends_everything() -> None:
    body = nodes("startEvent:s parallelGateway:g userTask:a userTask:b")
    body += '<endEvent id="e"><terminateEventDefinition/></endEvent>'
    case = Case(compiled(model(body, "", "s>g g>a g>b a>e")))
    other = case.task("b")
    case.do("a")
    assert (case.status, case.turn.closed) == ("completed", (other,))


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_multi_instance_by_count(sequential: str) -> None:
    marker = f'<multiInstanceLoopCharacteristics isSequential="{sequential}"><loopCardinality>3</loopCardinality>'
    body = nodes("startEvent:s endEvent:e") + f'<userTask id="a">{marker}</multiInstanceLoopCharacteristics></userTask>'
    case = Case(compiled(model(body, "", "s>a a>e")))
    assert len(case.open) == (1 if sequential == "true" else 3)
    assert case.do("a").do("a").status == "running"
    assert case.do("a").status == "completed"


def test_multi_instance_over_a_list() -> None:
    marker = '<multiInstanceLoopCharacteristics camunda:collection="people" camunda:elementVariable="who"/>'
    body = nodes("startEvent:s endEvent:e") + f'<userTask id="a">{marker}</userTask>'
    xml = model(body, "", "s>a a>e")
    assert not normalised(xml, "executable").blockers
    case = Case(compiled(xml, "executable"), {"people": ["Ada", "Bo"]})
    assert len(case.open) == 2
    assert case.do("a").do("a").status == "completed"
    assert Case(compiled(xml, "executable"), {"people": []}).status == "completed"
    assert Case(compiled(xml, "executable"), {"people": 3}).status == "failed"


def test_loop_while_a_condition_holds() -> None:
    marker = "<standardLoopCharacteristics><loopCondition>again</loopCondition></standardLoopCharacteristics>"
    body = nodes("startEvent:s endEvent:e") + f'<userTask id="a">{marker}</userTask>'
    case = Case(compiled(model(body, "", "s>a a>e"), "executable"))
    case.do("a", again=True).do("a", again=True)
    assert case.open == ["a"]
    assert case.do("a", again=False).status == "completed"


def test_service_task_is_done_by_a_worker() -> None:
    body = nodes("startEvent:s endEvent:e") + '<serviceTask id="a" camunda:type="external" camunda:topic="mail"/>'
    xml = model(body, "", "s>a a>e")
    case = Case(compiled(xml, "executable"))
    (task,) = case.turn.open
    assert (task.kind, task.topic) == ("external", "mail")
    assert case.do("a", sent=True).status == "completed"
    assert Case(compiled(xml)).turn.open[0].kind == "work"


def worker_case() -> Case:
    """A service task with an error that the model catches."""
    errors = '<error id="r1" name="full" errorCode="FULL"/>'
    body = (
        nodes("startEvent:s endEvent:e userTask:b") + '<serviceTask id="a" camunda:type="external" camunda:topic="t"/>'
    )
    body += '<boundaryEvent id="be" attachedToRef="a"><errorEventDefinition errorRef="r1"/></boundaryEvent>'
    return Case(compiled(model(body, errors, "s>a a>e be>b"), "executable"))


def test_a_worker_reports_an_error_that_is_caught() -> None:
    case = worker_case()
    case.took(report_error(case.definition, case.turn.state, case.task("a"), "FULL", NOW))
    assert (case.open, case.status) == (["b"], "running")


def test_a_worker_reports_a_failure_and_it_is_tried_again() -> None:
    for report in (report_error, report_failure):
        case = worker_case()
        task = case.task("a")
        case.took(report(case.definition, case.turn.state, task, "no connection", NOW))
        assert (case.open, case.status) == ([], "failed")
        case.took(retry(case.definition, case.turn.state, task, NOW))
        assert (case.open, case.status) == (["a"], "running")


def test_messages_between_the_pools_of_a_file() -> None:
    throw = '<endEvent id="t"><messageEventDefinition messageRef="m"/></endEvent>'
    catch = '<intermediateCatchEvent id="c"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
    around = f'<message id="m" name="Order"/><process id="q">{nodes("startEvent:qs userTask:y")}{catch}'
    around += wired("qs>c c>y", "q") + "</process>"
    case = Case(compiled(model(nodes("startEvent:s userTask:a") + throw, around, "s>a a>t"), "executable"))
    assert [w.name for w in case.turn.waiting] == ["Order"]
    assert case.do("a", no=7).open == ["y"]
    assert case.turn.thrown == ()


def test_a_script_that_fails_is_an_incident_and_can_be_tried_again() -> None:
    body = nodes("startEvent:s endEvent:e") + '<scriptTask id="a"><script>x = 1 / n</script></scriptTask>'
    case = Case(compiled(model(body, "", "s>a a>e"), "executable"), {"n": 0})
    (incident,) = [e for e in case.turn.events if e.event == "incident"]
    assert (case.status, incident.step_id) == ("failed", "a")
    assert "ZeroDivisionError" in incident.detail["words"]
    again = retry(case.definition, case.turn.state, incident.task_id or "", NOW)
    assert again.status == "failed"


def test_a_join_that_can_never_be_complete_is_an_incident() -> None:
    body = nodes("startEvent:s exclusiveGateway:g userTask:a userTask:b parallelGateway:j endEvent:e")
    case = Case(compiled(model(body, "", "s>g g>a g>b a>j b>j j>e"))).do("g", choice="f1").do("a")
    assert case.status == "failed"
    assert case.turn.events[-1].step_id == "j"
