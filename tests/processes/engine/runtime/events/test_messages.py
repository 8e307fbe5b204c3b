"""Messages reach one receiver, signals all of them, each once; what leaves the instance is said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from processes.engine import deliver, fire_timers
from processes.engine.values import Mode
from tests.processes.engine.models import DURATION, NOW, Case, codes, compiled, model, nodes, normalised, wired

AROUND = '<message id="m" name="Order"/><message id="m2" name="Stop"/><signal id="g" name="Go"/>'
MESSAGE, STOP = '<messageEventDefinition messageRef="m"/>', '<messageEventDefinition messageRef="m2"/>'
SIGNAL = '<signalEventDefinition signalRef="g"/>'


def catch(name: str, definition: str, more: str = "") -> str:
    """An event in the flow that waits."""
    return f'<intermediateCatchEvent id="{name}" {more}>{definition}</intermediateCatchEvent>'


def throw(definition: str, tag: str = "intermediateThrowEvent") -> str:
    """An event that sends."""
    return f'<{tag} id="t">{definition}</{tag}>'


def received(case: Case, name: str, step: str | None = None, **payload: object) -> Case:
    """Give a message or signal to what waits for it."""
    waiting = next(w for w in case.turn.waiting if w.name == name and step in (None, w.step_id))
    return case.took(deliver(case.definition, case.turn.state, waiting.task_id, name, dict(payload), NOW))


def everywhere(tag: str) -> bytes:
    """Everything that can wait for a signal, and a step after which it is thrown."""
    inner = (
        f'<startEvent id="hs" isInterrupting="false">{SIGNAL}</startEvent>' + nodes("userTask:x") + wired("hs>x", "h")
    )
    body = nodes("startEvent:s parallelGateway:g userTask:go userTask:b userTask:c userTask:d")
    body += catch("w", SIGNAL) + throw(SIGNAL, tag)
    body += f'<boundaryEvent id="be" attachedToRef="c" cancelActivity="false">{SIGNAL}</boundaryEvent>'
    body += f'<subProcess id="h" triggeredByEvent="true">{inner}</subProcess>'
    return model(body, AROUND, "s>g g>go g>w g>c go>t w>b be>d")


@pytest.mark.parametrize("tag", ["intermediateThrowEvent", "endEvent"])
def test_a_signal_reaches_all_who_wait_inside_once_and_leaves_once(tag: str) -> None:
    case = Case(compiled(everywhere(tag), "executable")).do("go", note=1)
    assert case.open == ["b", "c", "d", "x"]
    assert [(t.kind, t.name, t.payload) for t in case.turn.thrown] == [("signal", "Go", {"note": 1})]
    assert sorted(w.step_id for w in case.turn.waiting) == ["be", "hs"]


def test_a_signal_is_not_kept_for_who_waits_later() -> None:
    body = nodes("startEvent:s userTask:a userTask:b") + throw(SIGNAL) + catch("w", SIGNAL)
    case = Case(compiled(model(body, AROUND, "s>a a>t t>w w>b"), "executable")).do("a")
    assert (case.open, [w.step_id for w in case.turn.waiting]) == ([], ["w"])


def test_a_message_on_a_border_may_come_again_while_the_step_is_open() -> None:
    body = nodes("startEvent:s userTask:a userTask:b endEvent:e")
    body += f'<boundaryEvent id="be" attachedToRef="a" cancelActivity="false">{MESSAGE}</boundaryEvent>'
    case = Case(compiled(model(body, AROUND, "s>a a>e be>b"), "executable"))
    received(received(case, "Order", no=1), "Order", no=2)
    assert (case.open, len(case.turn.waiting)) == (["a", "b", "b"], 1)
    assert case.do("b").do("b").do("a").status == "completed"


def test_a_message_inside_goes_to_the_one_with_the_same_key_only() -> None:
    prop = '<correlationProperty id="cp" name="order"><correlationPropertyRetrievalExpression messageRef="m">'
    prop += "<messagePath>no</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
    other = f'<process id="q">{nodes("startEvent:qs userTask:set userTask:y")}{catch("c", MESSAGE)}'
    other += wired("qs>set set>c c>y", "q") + "</process>"
    xml = model(nodes("startEvent:s userTask:a") + throw(MESSAGE), AROUND + prop + other, "s>a a>t")
    case = Case(compiled(xml, "executable")).do("set", no=999).do("a", no=7)
    assert (case.open, [t.correlation for t in case.turn.thrown]) == ([], [{"order": 7}])
    case = Case(compiled(xml, "executable")).do("set", no=7).do("a", no=7)
    assert (case.open, case.turn.thrown) == (["y"], ())


def race(*behind: str) -> bytes:
    """What happens first?"""
    body = nodes("startEvent:s eventBasedGateway:g " + " ".join(f"userTask:after{n}" for n in range(len(behind))))
    body += "".join(behind)
    ids = ["abcdef"[n] for n in range(len(behind))]
    flows = " ".join(f"g>{one} {one}>after{n}" for n, one in enumerate(ids))
    return model(body, AROUND, f"s>g {flows}")


def test_the_first_of_several_events_wins_and_each_timer_has_its_own_time() -> None:
    xml = race(
        catch("a", DURATION.format("P30D")), catch("b", DURATION.format("PT1S")), catch("c", MESSAGE),
        '<receiveTask id="d" messageRef="m2"/>',
    )  # fmt: skip
    assert not normalised(xml, "executable").blockers
    case = Case(compiled(xml, "executable"))
    assert sorted(t.due_at - NOW for t in case.turn.timers) == [timedelta(seconds=1), timedelta(days=30)]
    assert received(Case(case.definition), "Stop").open == ["after3"]
    assert received(Case(case.definition), "Order").open == ["after2"]
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(seconds=2)))
    assert (case.open, case.turn.timers, case.turn.waiting) == (["after1"], (), ())


def test_two_timers_that_are_due_at_once_do_not_both_win() -> None:
    xml = race(catch("a", DURATION.format("PT2S")), catch("b", DURATION.format("PT1S")))
    case = Case(compiled(xml, "executable"))
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(days=1)))
    assert (case.open, case.turn.timers) == (["after1"], ())


def test_a_parallel_event_gateway_is_put_to_people() -> None:
    xml = race(catch("a", MESSAGE), catch("b", STOP)).replace(
        b'Gateway id="g"', b'Gateway id="g" eventGatewayType="Parallel"'
    )
    assert normalised(xml, "executable").blockers


SEVERAL = MESSAGE + STOP + DURATION.format("P1D")


@pytest.mark.parametrize("name", ["Order", "Stop", "time"])
def test_one_of_several_events_is_enough(name: str) -> None:
    xml = model(nodes("startEvent:s userTask:b") + catch("w", SEVERAL), AROUND, "s>w w>b")
    assert not normalised(xml, "executable").blockers
    case = Case(compiled(xml, "executable"))
    assert sorted(w.name for w in case.turn.waiting) == ["Order", "Stop"]
    assert len({w.task_id for w in case.turn.waiting} | {t.task_id for t in case.turn.timers}) == 3
    if name == "time":
        case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(days=2)))
    else:
        received(case, name, no=3)
    assert (case.open, case.turn.waiting, case.turn.timers) == (["b"], (), ())


def test_all_of_several_events_are_needed_where_the_model_says_so() -> None:
    xml = model(nodes("startEvent:s userTask:b") + catch("w", SEVERAL, 'parallelMultiple="true"'), AROUND, "s>w w>b")
    case = received(Case(compiled(xml, "executable")), "Stop", two=2)
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(days=2)))
    assert (case.open, case.status, [w.name for w in case.turn.waiting]) == ([], "running", ["Order"])
    received(case, "Order", one=1)
    assert (case.open, case.turn.data) == (["b"], {"one": 1, "two": 2})


@pytest.mark.parametrize("interrupting", ["true", "false"])
def test_several_events_on_a_border(interrupting: str) -> None:
    body = nodes("startEvent:s userTask:a userTask:b endEvent:e")
    body += f'<boundaryEvent id="be" attachedToRef="a" cancelActivity="{interrupting}">{SEVERAL}</boundaryEvent>'
    case = received(Case(compiled(model(body, AROUND, "s>a a>e be>b"), "executable")), "Stop")
    if interrupting == "true":
        assert (case.open, case.turn.waiting, case.turn.timers) == (["b"], (), ())
        return
    assert (case.open, len(case.turn.waiting), len(case.turn.timers)) == (["a", "b"], 2, 1)
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(days=2)))
    received(case, "Order")
    assert (case.open, len(case.turn.waiting), len(case.turn.timers)) == (["a", "b", "b", "b"], 2, 0)
    assert case.do("a").turn.waiting == ()


@pytest.mark.parametrize("interrupting", ["true", "false"])
def test_several_events_before_an_event_subprocess(interrupting: str) -> None:
    start = f'<startEvent id="hs" isInterrupting="{interrupting}">{SEVERAL}</startEvent>'
    inner = start + nodes("userTask:x") + wired("hs>x", "h")
    body = nodes("startEvent:s userTask:a") + f'<subProcess id="h" triggeredByEvent="true">{inner}</subProcess>'
    case = received(Case(compiled(model(body, AROUND, "s>a"), "executable")), "Stop")
    if interrupting == "false":
        received(case, "Order")
    assert case.open == (["x"] if interrupting == "true" else ["a", "x", "x"])
    while case.open:
        case.do(case.open[0])
    assert case.status == "completed"


def test_an_event_may_refer_to_a_definition_that_several_share() -> None:
    shared = '<timerEventDefinition id="td"><timeDuration>PT5M</timeDuration></timerEventDefinition>'
    xml = model(
        nodes("startEvent:s userTask:b") + catch("w", "<eventDefinitionRef>td</eventDefinitionRef>" + MESSAGE),
        AROUND + shared,
        "s>w w>b",
    )
    case = Case(compiled(xml, "executable"))
    assert [t.due_at - NOW for t in case.turn.timers] == [timedelta(minutes=5)]
    assert [w.name for w in case.turn.waiting] == ["Order"]
    gone = xml.replace(b">td<", b">nowhere<")
    assert "SHARED_EVENT" in codes(gone, "executable")


@pytest.mark.parametrize("mode", ["executable", "documenting"])
def test_several_throws_of_a_link_meet_at_its_one_catch(mode: Mode) -> None:
    link = '<linkEventDefinition name="on"/>'
    body = nodes("startEvent:s parallelGateway:g userTask:a userTask:b userTask:c")
    body += "".join(f'<intermediateThrowEvent id="l{n}">{link}</intermediateThrowEvent>' for n in (1, 2)) + catch(
        "lc", link
    )
    case = Case(compiled(model(body, "", "s>g g>a g>b a>l1 b>l2 lc>c"), mode)).do("a").do("b")
    assert case.open == ["c", "c"]


def test_a_link_caught_twice_is_said() -> None:
    link = '<linkEventDefinition name="on"/>'
    body = (
        nodes("startEvent:s userTask:a userTask:b") + f'<intermediateThrowEvent id="l">{link}</intermediateThrowEvent>'
    )
    xml = model(body + catch("c1", link) + catch("c2", link), "", "s>l c1>a c2>b")
    assert "LINK_TWICE" in codes(xml)
    assert Case(compiled(xml)).open == ["a"]
