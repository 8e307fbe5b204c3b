"""The silent traps of the engine below: each model must run with the meaning it has on paper."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from processes.engine import deliver, dry_run, fire_timers
from tests.processes.engine.models import DURATION, NOW, Case, codes, compiled, model, nodes, normalised, wired

SIGNAL = '<signal id="g" name="Go"/>'
MESSAGE = '<message id="m" name="Order"/>'


def test_signal_end_event_is_thrown() -> None:
    body = nodes("startEvent:s") + '<endEvent id="e"><signalEventDefinition signalRef="g"/></endEvent>'
    case = Case(compiled(model(body, SIGNAL, "s>e"), "executable"))
    assert [(t.kind, t.name) for t in case.turn.thrown] == [("signal", "Go")]
    assert case.status == "completed"


def test_event_subprocess_with_error_start_does_not_begin_at_once() -> None:
    inner = '<startEvent id="is"><errorEventDefinition/></startEvent>' + nodes("userTask:x") + wired("is>x", "i")
    body = nodes("startEvent:s userTask:a endEvent:e")
    case = Case(
        compiled(model(body + f'<subProcess id="sub" triggeredByEvent="true">{inner}</subProcess>', "", "s>a a>e"))
    )
    assert {t.step_id: t.kind for t in case.turn.open} == {"a": "work", "is": "error"}
    assert case.do("a").status == "completed"


def test_data_association_to_nothing_does_not_hang() -> None:
    association = "<dataInputAssociation><sourceRef>missing</sourceRef></dataInputAssociation>"
    inner = f'<userTask id="x">{association}</userTask><dataObjectReference id="missing" dataObjectRef="nope"/>'
    xml = model(nodes("startEvent:s") + f'<subProcess id="sub">{inner}</subProcess>', "", "s>sub")
    assert Case(compiled(xml)).open == ["x"]


def test_of_two_starts_one_is_taken() -> None:
    xml = model(nodes("startEvent:s1 startEvent:s2 userTask:a userTask:b"), "", "s1>a s2>b")
    case = Case(compiled(xml))
    assert [t.kind for t in case.turn.open] == ["start"]
    assert Case(compiled(xml), at="s2").open == ["b"]


def test_event_gateway_with_two_timers_keeps_them_apart() -> None:
    long, short = DURATION.format("P30D"), DURATION.format("PT1S")
    body = nodes("startEvent:s eventBasedGateway:g userTask:a userTask:b")
    body += f'<intermediateCatchEvent id="t1">{long}</intermediateCatchEvent>'
    body += f'<intermediateCatchEvent id="t2">{short}</intermediateCatchEvent>'
    case = Case(compiled(model(body, "", "s>g g>t1 g>t2 t1>a t2>b"), "executable"))
    assert sorted(t.due_at - NOW for t in case.turn.timers) == [timedelta(seconds=1), timedelta(days=30)]
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(seconds=2)))
    assert (case.open, case.turn.timers) == (["b"], ())


def test_a_message_goes_to_one_receiver() -> None:
    catch = '<intermediateCatchEvent id="{}"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
    body = nodes("startEvent:s parallelGateway:g") + catch.format("c1") + catch.format("c2")
    case = Case(compiled(model(body, MESSAGE, "s>g g>c1 g>c2"), "executable"))
    first, second = case.turn.waiting
    case.took(deliver(case.definition, case.turn.state, first.task_id, "Order", {"no": 7}, NOW))
    assert [w.task_id for w in case.turn.waiting] == [second.task_id]
    assert case.turn.data["no"] == 7


@pytest.mark.parametrize("text", ["PT1S", '"PT1S"', "'PT1S'", "wait"])
def test_timer_texts_are_read_quoted_or_not(text: str) -> None:
    body = nodes("startEvent:s") + f'<intermediateCatchEvent id="t">{DURATION.format(text)}</intermediateCatchEvent>'
    case = Case(compiled(model(body, "", "s>t"), "executable"), {"wait": "PT1S"})
    assert [t.due_at for t in case.turn.timers] == [NOW + timedelta(seconds=1)]


def test_an_instance_may_be_deeper_than_a_thousand_steps() -> None:
    steps = [f"a{n}" for n in range(1500)]
    chain = ["s", *steps, "e"]
    flows = " ".join(f"{a}>{b}" for a, b in pairwise(chain))
    body = nodes("startEvent:s endEvent:e " + " ".join(f"intermediateThrowEvent:{n}" for n in steps))
    case = Case(compiled(model(body, "", flows)))
    assert case.status == "completed"
    assert case.passed("e") == 1
    assert case.passed("a1499") == 1


def test_a_loop_of_six_hundred_rounds_does_not_end_by_itself() -> None:
    body = nodes("startEvent:s userTask:a exclusiveGateway:g endEvent:e")
    case = Case(compiled(model(body, "", "s>a a>g g>a g>e")))
    for _ in range(600):
        case.do("a").do("g", choice="f2")
    assert (case.open, case.status) == (["a"], "running")
    assert len(case.turn.state) < 400
    assert case.do("a").do("g", choice="f3").status == "completed"


def test_steps_may_have_the_names_that_the_engine_uses_itself() -> None:
    case = Case(compiled(model(nodes("startEvent:Start userTask:Root endEvent:End"), "", "Start>Root Root>End")))
    assert case.open == ["Root"]
    assert case.do("Root").status == "completed"


def test_nameless_message_is_known_by_its_step() -> None:
    body = nodes("startEvent:s")
    body += '<intermediateCatchEvent id="c" name="Order in"><messageEventDefinition/></intermediateCatchEvent>'
    case = Case(compiled(model(body, "", "s>c"), "executable"))
    assert [w.name for w in case.turn.waiting] == ["Order in"]


def test_all_processes_of_a_file_run_in_one_instance() -> None:
    second = f'<process id="q">{nodes("startEvent:s2 userTask:b")}'
    second += '<sequenceFlow id="q1" sourceRef="s2" targetRef="b"/></process>'
    case = Case(compiled(model(nodes("startEvent:s userTask:a"), second, "s>a")))
    assert case.open == ["a", "b"]
    assert case.do("a").status == "running"
    assert case.do("b").status == "completed"


def test_unconditional_cycle_neither_hangs_nor_crashes() -> None:
    from processes.engine.preparation.dry_run import dry_run_runnable

    people = model(nodes("startEvent:s userTask:a userTask:b"), "", "s>a a>b b>a")
    alone = model(nodes("startEvent:s intermediateThrowEvent:a intermediateThrowEvent:b"), "", "s>a a>b b>a")
    for xml in (people, alone):
        played = dry_run_runnable(normalised(xml).xml, max_steps=50)
        assert not played.ended
        assert "for ever" in (played.why or "")


def test_two_steps_with_one_id_both_run() -> None:
    case = Case(compiled(model(nodes("startEvent:s userTask:a userTask:a"), "", "s>a")))
    assert case.open == ["a"]
    assert "DUPLICATE_ID" in codes(model(nodes("startEvent:s userTask:a userTask:a"), "", "s>a"))


def test_a_step_keeps_an_id_that_its_process_or_a_flow_has_too() -> None:
    body = nodes("startEvent:s userTask:p userTask:f1 endEvent:e")
    xml = model(body, "", "s>p p>f1 f1>e")
    found = normalised(xml, "executable")
    found = normalised(xml, "executable")
    assert [a.code for a in found.assumptions].count("DUPLICATE_ID") == 2 and not found.blockers
    case = Case(compiled(xml, "executable"))
    assert case.open == ["p"]
    case.do("p")
    assert case.open == ["f1"]
    assert case.do("f1").status == "completed"


def test_a_default_flow_with_the_id_of_a_step_is_still_the_default() -> None:
    body = nodes("startEvent:s userTask:f2 userTask:b") + '<exclusiveGateway id="g" default="f2"/>'
    case = Case(compiled(model(body, "", "s>g g>b:1~==~2 g>f2"), "executable"))
    assert case.open == ["f2"]


def test_what_is_said_later_of_a_twin_says_that_it_is_one() -> None:
    body = '<startEvent id="s"/><userTask id="a" name="Check"/><userTask id="a" name="Pay"/><endEvent id="e"/>'
    texts = {a.code: a.text for a in normalised(model(body, "", "s>a a>e")).assumptions}
    twins = "Two elements have the id “a”: “Check” and “Pay”"
    assert texts["DUPLICATE_ID"].startswith(f"{twins}. The first one counts, the second one runs under a name")
    assert texts["UNREACHABLE"] == f"Nothing leads to “Pay”: it is not part of a run. {twins}."


def test_messages_that_share_an_id_are_named() -> None:
    around = '<message id="m" name="Offer"/><message id="m" name="Order"/>'
    found = normalised(model(nodes("startEvent:s userTask:a endEvent:e"), around, "s>a a>e"), "executable")
    said = [a.text for a in found.blockers if a.code == "DUPLICATE_ID"]
    assert said == ["Two elements have the id “m”: “Offer” and “Order”. The first one counts."]


@pytest.mark.parametrize("kind", ["eventBasedGateway", "complexGateway", "exclusiveGateway", "inclusiveGateway"])
def test_a_gateway_that_leads_nowhere_asks_nobody_and_ends_the_path(kind: str) -> None:
    body = nodes(f"startEvent:s userTask:a {kind}:g")
    for mode in ("executable", "documenting"):
        case = Case(compiled(model(body, "", "s>a a>g"), mode))
        case.do("a")
        assert case.status == "completed"
    assert dry_run(model(nodes(f"{kind}:g"))).ended
