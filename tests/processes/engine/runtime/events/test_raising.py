"""What is raised deep inside comes out through calls, sub-processes and handlers, to the nearest that catches it."""

from __future__ import annotations

import pytest

from processes.engine import prepare, report_error
from processes.engine.compile.definition import definition
from tests.processes.engine.models import HEAD, NOW, Case, nodes, wired
from tests.processes.engine.runtime.events.test_errors import CODES, border, handler, raised

KINDS = {"error": "r1", "escalation": "x1"}


def file(*processes: str) -> bytes:
    """A file with these processes; the first one calls the others."""
    return f"{HEAD}{CODES}{''.join(processes)}</definitions>".encode()


def called(name: str, inner: str, flows: str) -> str:
    """A process that begins with `NAMEs`."""
    body = nodes(f"startEvent:{name}s") + inner + wired(flows, name)
    return f'<process id="{name}" isExecutable="true">{body}</process>'


def call(name: str, process: str, more: str = "") -> str:
    """A call of a process of the file."""
    return f'<callActivity id="{name}" calledElement="{process}">{more}</callActivity>'


def low(kind: str) -> str:
    """What is called in the end: l is done, then it raises."""
    return called("low", nodes("userTask:l") + raised(kind, KINDS[kind]), "lows>l l>ie")


def middle(inner: str = "", of: str = "low", after: str = "userTask:m") -> str:
    """A process between the two: it calls, in a sub-process of its own, and goes on with m."""
    sub = nodes("startEvent:ss") + call("c2", of) + inner + wired("ss>c2", "s")
    return called("mid", f'<subProcess id="msub">{sub}</subProcess>' + nodes(after), "mids>msub msub>m")


def case_of(xml: bytes) -> Case:
    """An instance in the mode that the import chooses, where it is not asked of people what the model does."""
    made = prepare(xml)
    assert made.runnable is not None
    assert (made.mode, [a for a in made.assumptions if a.code == "EVENT_BY_PERSON"]) == ("executable", [])
    return Case(definition(made.runnable, "executable"))


BOTH = pytest.mark.parametrize("kind", KINDS)


@BOTH
def test_the_border_of_the_outermost_call_catches_it(kind: str) -> None:
    top = nodes("userTask:n userTask:h") + call("c1", "mid") + border("b", kind, KINDS[kind], host="c1")
    case = case_of(file(called("top", top, "tops>c1 c1>n b>h"), middle(), low(kind)))
    assert case.open == ["l"]
    assert case.do("l").open == ["h"]
    assert case.do("h").status == "completed"


@BOTH
def test_the_nearest_of_its_code_catches_it(kind: str) -> None:
    outer = border("b", kind, host="c1")
    top = nodes("userTask:n userTask:h") + call("c1", "mid") + outer
    other = {"error": "r2", "escalation": ""}[kind]
    inner = border("far", kind, other, host="c2") + nodes("userTask:f") + wired("far>f", "i")
    case = case_of(file(called("top", top, "tops>c1 c1>n b>h"), middle(inner), low(kind))).do("l")
    assert case.open == (["h"] if kind == "error" else ["f"])


@BOTH
@pytest.mark.parametrize("interrupting", ["true", "false"])
def test_an_event_sub_process_round_the_call_catches_it(kind: str, interrupting: str) -> None:
    if kind == "error":
        interrupting = "true"
    fix = handler(f"<{kind}EventDefinition/>", nodes("userTask:fix"), "hs>fix", interrupting)
    top = nodes("userTask:n userTask:beside parallelGateway:g") + call("c1", "mid") + fix
    case = case_of(file(called("top", top, "tops>g g>c1 g>beside c1>n"), middle(), low(kind))).do("l")
    assert case.open == (["fix"] if interrupting == "true" else ["beside", "fix", "m"])


def test_an_escalation_that_does_not_interrupt_lets_every_level_go_on() -> None:
    again = nodes("userTask:n userTask:h") + call("c1", "mid")
    again += border("b", "escalation", "x1", 'cancelActivity="false"', host="c1")
    case = case_of(file(called("top", again, "tops>c1 c1>n b>h"), middle(), low("escalation"))).do("l")
    assert case.open == ["h", "m"]
    assert case.do("m").do("h").do("n").status == "completed"


@pytest.mark.parametrize("kind", KINDS)
def test_what_nobody_catches_is_an_incident_or_nothing(kind: str) -> None:
    top = nodes("userTask:n") + call("c1", "mid")
    case = case_of(file(called("top", top, "tops>c1 c1>n"), middle(), low(kind))).do("l")
    if kind == "escalation":
        assert (case.open, case.turn.incidents) == (["m"], ())
        assert [(t.kind, t.name) for t in case.turn.thrown] == [("escalation", "BOSS")]
        return
    (incident,) = case.turn.incidents
    assert (case.status, incident.step_id, incident.code) == ("failed", "ie", "FULL")
    assert incident.words.startswith("Expected somebody to catch the error “FULL”, but nobody does, here or where this")


def test_the_error_of_a_service_deep_inside_comes_out() -> None:
    work = '<serviceTask id="l" camunda:type="external" camunda:topic="t"/>'
    top = nodes("userTask:n userTask:h") + call("c1", "mid") + border("b", host="c1")
    case = case_of(file(called("top", top, "tops>c1 c1>n b>h"), middle(), called("low", work, "lows>l")))
    case.took(report_error(case.definition, case.turn.state, case.task("l"), "ANY", NOW))
    assert case.open == ["h"]


def test_one_round_of_a_call_takes_all_rounds_with_it() -> None:
    rounds = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    top = nodes("userTask:n userTask:h") + call("c1", "mid", rounds) + border("b", host="c1")
    case = case_of(file(called("top", top, "tops>c1 c1>n b>h"), middle(), low("error")))
    assert case.open == ["l", "l", "l"]
    assert case.do("l").open == ["h"]


def test_processes_that_call_each_other_in_a_ring_end_the_search() -> None:
    top = nodes("userTask:n userTask:h exclusiveGateway:g") + call("c1", "mid") + border("b", host="c1")
    xml = file(called("top", top, "tops>c1 c1>n b>h"), middle(of="low"), called("low", call("r", "mid"), "lows>r"))
    codes = {a.code for a in prepare(xml).assumptions}
    assert "EVENT_BY_PERSON" in codes


def test_of_two_ways_into_one_process_each_is_looked_through_once() -> None:
    """Forty processes that each call the next one twice are 2^40 ways."""
    last = 40
    each = [
        called(f"p{n}", call(f"a{n}", f"p{n + 1}") + call(f"b{n}", f"p{n + 1}"), f"p{n}s>a{n} a{n}>b{n}")
        for n in range(1, last)
    ]
    end = called(f"p{last}", nodes("userTask:l") + raised(), f"p{last}s>l l>ie")
    top = nodes("userTask:n userTask:h") + call("c1", "p1") + border("b", host="c1")
    case = case_of(file(called("top", top, "tops>c1 c1>n b>h"), *each, end))
    assert case.do("l").open == ["h"]
