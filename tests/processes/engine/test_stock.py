"""The traps of SpiffWorkflow's meaning: each model goes wrong in SpiffWorkflow as it comes, and right here.

A test that fails in its first half says that SpiffWorkflow has changed: its trap may be gone.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.util.task import TaskState

from processes.engine import deliver, fire_timers
from processes.engine.runtime.stored import state
from tests.processes.engine.models import DURATION, NOW, Case, compiled, model, nodes, wired
from tests.processes.engine.stock import Hangs, fails, limited, loaded, ready, run, states

SIGNAL = '<signal id="g" name="Go"/>'
MESSAGE = '<message id="m" name="Order"/>'


def ours(xml: bytes, data: dict[str, Any] | None = None) -> Case:
    """The same model here."""
    return Case(compiled(xml, "executable"), data)


def test_1_a_signal_end_event_is_thrown() -> None:
    catch = '<intermediateCatchEvent id="c"><signalEventDefinition signalRef="g"/></intermediateCatchEvent>'
    throw = '<endEvent id="t"><signalEventDefinition signalRef="g"/></endEvent>'
    xml = model(
        nodes("startEvent:s parallelGateway:g1 userTask:u endEvent:e") + catch + throw, SIGNAL, "s>g1 g1>c g1>u u>t c>e"
    )
    assert states(run(loaded(xml)), "c") == ["WAITING"]
    case = ours(xml).do("u")
    assert case.status == "completed"
    assert case.passed("c") == 1


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_2_an_event_subprocess_does_not_begin_before_its_event(kind: str) -> None:
    start = f'<startEvent id="hs"><{kind}EventDefinition/></startEvent>'
    handler = f'<subProcess id="h" triggeredByEvent="true">{start}{nodes("userTask:x endEvent:he")}'
    handler += wired("hs>x x>he", "h") + "</subProcess>"
    end = f'<endEvent id="e"><{kind}EventDefinition/></endEvent>'
    xml = model(nodes("startEvent:s userTask:a") + end + handler, "", "s>a a>e")
    workflow = loaded(xml)
    workflow.do_engine_steps()
    assert "x" in ready(workflow)
    case = ours(xml)
    assert case.open == ["a"]
    assert case.do("a").open == ["x"]


def test_3_a_data_association_to_nothing_does_not_hang() -> None:
    association = '<dataInputAssociation id="q"><sourceRef>missing</sourceRef></dataInputAssociation>'
    inner = nodes("startEvent:is endEvent:ie") + f'<userTask id="x">{association}</userTask>' + wired("is>x x>ie", "i")
    inner += '<dataObjectReference id="missing" dataObjectRef="nope"/>'
    objects = '<dataObject id="do"/><dataObjectReference id="dr" dataObjectRef="do"/>'
    xml = model(
        objects + nodes("startEvent:s endEvent:e") + f'<subProcess id="sp">{inner}</subProcess>', "", "s>sp sp>e"
    )
    assert fails(lambda: loaded(xml)) == "Hangs"
    with limited():
        assert ours(xml).open == ["x"]


@pytest.mark.parametrize(("ordering", "goes_wrong"), [("Parallel", "TypeError"), ("Sequential", "")])
def test_4_an_ad_hoc_subprocess_comes_to_its_end(ordering: str, goes_wrong: str) -> None:
    done = "<completionCondition>True</completionCondition>" if ordering == "Sequential" else ""
    inner = nodes("task:x task:y") + done
    body = f'<adHocSubProcess id="ad" ordering="{ordering}">{inner}</adHocSubProcess>'
    xml = model(nodes("startEvent:s endEvent:e") + body, "", "s>ad ad>e")
    left: list[Any] = []
    assert fails(lambda: left.append(run(loaded(xml)))) == goes_wrong
    assert goes_wrong or not left[0].is_completed()
    case = ours(xml)
    assert case.open == ["ad"]
    (flow, *_, out) = case.turn.open[0].form["properties"]["choice"]["enum"]
    case.do("ad", choice=flow).do("x")
    assert case.status == "completed" or case.do("ad", choice=out).status == "completed"


def test_5_of_two_starts_one_is_taken() -> None:
    xml = model(nodes("startEvent:s1 startEvent:s2 manualTask:a manualTask:b endEvent:e"), "", "s1>a s2>b a>e b>e")
    workflow = run(loaded(xml))
    assert states(workflow, "s1") == states(workflow, "s2") == ["COMPLETED"]
    assert Case(compiled(xml), at="s1").open == ["a"]


def due_in(workflow: Any) -> list[timedelta]:
    """In what time the timers that wait are due."""
    found = [task.internal_data.get("event_value") for task in workflow.get_tasks(state=TaskState.WAITING)]
    return [datetime.fromisoformat(text) - datetime.now(UTC) for text in found if isinstance(text, str)]


def test_6_two_timers_behind_an_event_gateway_have_their_own_times() -> None:
    timers = [("t1", '"P30D"'), ("t2", '"PT1S"')]
    body = nodes("startEvent:s eventBasedGateway:g userTask:a userTask:b endEvent:e")
    body += "".join(
        f'<intermediateCatchEvent id="{n}">{DURATION.format(t)}</intermediateCatchEvent>' for n, t in timers
    )
    xml = model(body, "", "s>g g>t1 g>t2 t1>a t2>b a>e b>e")
    workflow = loaded(xml)
    workflow.do_engine_steps()
    assert not [left for left in due_in(workflow) if left < timedelta(minutes=1)]
    case = ours(xml)
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(seconds=2)))
    assert case.open == ["b"]


def test_7_one_message_goes_to_one_receiver() -> None:
    catch = '<intermediateCatchEvent id="{}"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
    body = (
        nodes("startEvent:s parallelGateway:g userTask:a userTask:b endEvent:e")
        + catch.format("c1")
        + catch.format("c2")
    )
    xml = model(body, MESSAGE, "s>g g>c1 g>c2 c1>a c2>b a>e b>e")
    workflow = loaded(xml)
    workflow.do_engine_steps()
    workflow.send_event(BpmnEvent(MessageEventDefinition("Order"), payload={"no": 1}))
    workflow.do_engine_steps()
    assert ready(workflow) == ["a", "b"]
    case = ours(xml)
    case.took(deliver(case.definition, case.turn.state, case.turn.waiting[0].task_id, "Order", {"no": 1}, NOW))
    assert (len(case.open), len(case.turn.waiting)) == (1, 1)


def test_8_a_timer_needs_no_quotes() -> None:
    body = nodes("startEvent:s userTask:a endEvent:e")
    body += f'<intermediateCatchEvent id="t">{DURATION.format("PT1S")}</intermediateCatchEvent>'
    xml = model(body, "", "s>t t>a a>e")
    assert fails(lambda: run(loaded(xml))) != ""
    assert [t.due_at for t in ours(xml).turn.timers] == [NOW + timedelta(seconds=1)]


def test_9_more_than_a_thousand_steps_are_not_taken_for_the_end() -> None:
    body = nodes("startEvent:s userTask:a exclusiveGateway:g endEvent:e")
    xml = model(body, "", "s>a a>g g>a:again g>e:not~again")
    workflow = loaded(xml)
    with limited(30):
        for number in range(510):
            workflow.do_engine_steps()
            task = workflow.get_next_task(state=TaskState.READY, manual=True)
            if task is None:
                break
            task.data["again"] = number < 509
            task.run()
    left = [task for task in workflow.tasks.values() if task.state == TaskState.READY]
    assert workflow.is_completed()
    assert left
    case = Case(compiled(xml))
    for _ in range(510):
        case.do("a").do("g", choice="f2")
    assert (case.status, case.open) == ("running", ["a"])


def chain(length: int) -> bytes:
    """A start, so many steps, an end."""
    steps = ["s", *(f"a{n}" for n in range(length)), "e"]
    body = nodes("startEvent:s endEvent:e " + " ".join(f"manualTask:{n}" for n in steps[1:-1]))
    return model(body, "", " ".join(f"{a}>{b}" for a, b in pairwise(steps)))


def test_10_a_long_chain_is_read() -> None:
    assert sys.getrecursionlimit() <= 1000
    assert fails(lambda: loaded(chain(600)))
    assert Case(compiled(chain(600))).open == ["a0"]


def test_11_a_step_may_be_called_start_or_end() -> None:
    xml = model(nodes("startEvent:Start userTask:a endEvent:End"), "", "Start>a a>End")
    workflow: list[Any] = []
    wrong = fails(lambda: workflow.append(run(loaded(xml))))
    assert wrong or not workflow[0].is_completed()
    assert Case(compiled(xml)).do("a").status == "completed"


def test_12_a_service_task_is_saved() -> None:
    xml = model(nodes("startEvent:s serviceTask:w userTask:a endEvent:e"), "", "s>w w>a a>e")
    workflow = loaded(xml)
    workflow.do_engine_steps()
    assert fails(
        lambda: BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(DEFAULT_CONFIG)).serialize_json(workflow)
    )
    case = Case(compiled(xml))
    assert state.load(case.definition, case.turn.state, NOW).tokens()


def test_13_scripts_cannot_reach_the_system() -> None:
    reach = "<script>import os\nfound = os.getpid()</script>"
    xml = model(nodes("startEvent:s endEvent:e") + f'<scriptTask id="a">{reach}</scriptTask>', "", "s>a a>e")
    workflow = run(loaded(xml))
    assert isinstance(workflow.last_task.data["found"], int)
    assert ours(xml).turn.open[0].kind == "work"


def test_14_an_unconditional_cycle_is_read() -> None:
    xml = model(nodes("startEvent:s task:a task:b parallelGateway:g endEvent:e"), "", "s>g g>a g>b a>g b>g g>e")

    def attempt() -> None:
        workflow = loaded(xml)
        workflow.do_engine_steps()

    assert fails(attempt) in ("RecursionError", Hangs.__name__)
    with limited():
        assert Case(compiled(xml)).status in ("running", "failed")


def test_15_what_was_is_not_changed_by_what_comes_after() -> None:
    body = nodes("startEvent:s userTask:a userTask:b endEvent:e")
    xml = model(body, "", "s>a a>b b>e")
    workflow = loaded(xml)
    workflow.do_engine_steps()
    first = workflow.get_next_task(state=TaskState.READY, manual=True)
    first.data["rows"] = [{"v": 1}]
    first.run()
    workflow.do_engine_steps()
    second = workflow.get_next_task(state=TaskState.READY, manual=True)
    second.data["rows"][0]["v"] = 2
    assert first.data["rows"][0]["v"] == 2
    case = Case(compiled(xml)).do("a", rows=[{"v": 1}])
    before = case.turn
    case.do("b", rows=[{"v": 2}])
    assert before.data == {"rows": [{"v": 1}]}


def test_16_a_saved_state_does_not_depend_on_the_order_of_keys() -> None:
    case = Case(compiled(model(nodes("startEvent:s userTask:a userTask:b"), "", "s>a a>b"))).do("a", z=1, a=2)
    kept = state.load(case.definition, case.turn.state, NOW)
    assert [token.data for token in kept.tokens()] == [{"z": 1, "a": 2}]
    assert Counter(case.open) == Counter(["b"])
