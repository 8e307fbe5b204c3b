"""Receive tasks and event gateways that say `instantiate` start cases by what they wait for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from processes import engine
from processes.engine import deliver, fire_timers
from tests.processes.engine.models import NOW, Case, compiled, model, nodes

MESSAGES = '<message id="m" name="order"/><message id="n" name="complaint"/>'
RECEIVE = '<receiveTask id="r" name="Order" messageRef="m" instantiate="true">{}</receiveTask>'


def caught(name: str, message: str) -> str:
    """An event that waits for a message."""
    return (
        f'<intermediateCatchEvent id="{name}" name="{name}"><messageEventDefinition messageRef="{message}"/>'
        "</intermediateCatchEvent>"
    )


def timed(name: str, kind: str, time: str) -> str:
    """An event that waits for a time."""
    event = f'<intermediateCatchEvent id="{name}" name="{name}"><timerEventDefinition><{kind}>{time}</{kind}>'
    return f"{event}</timerEventDefinition></intermediateCatchEvent>"


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
        (
            '<eventBasedGateway id="g" instantiate="true" eventGatewayType="Parallel"/>'
            + timed("a", "timeDuration", "PT1H")
            + timed("b", "timeDuration", "PT2H")
            + nodes("userTask:x userTask:y"),
            "g>a g>b a>x b>y",
        ),
        (RACE.format(""), "g>a g>b a>x b>y x>b"),
    ],
)
def test_what_cannot_start_a_case_is_said(body: str, flows: str) -> None:
    assert "NOT_CARRIED_OUT" in {a.code for a in engine.prepare(model(body, MESSAGES, flows)).assumptions}


ALL = RACE.format('eventGatewayType="Parallel"')


def came(case: Case, message: str) -> Case:
    """The case after a message that it waits for has come."""
    (waiting,) = [one for one in case.turn.waiting if one.name == message]
    return case.took(deliver(case.definition, case.turn.state, waiting.task_id, message, {message: 1}, NOW))


def test_each_event_behind_a_gateway_for_all_starts_a_case_that_waits_for_the_others() -> None:
    xml = model(ALL, MESSAGES, "g>a g>b a>x b>y")
    starts = [("stepwell_start_a", "message", "order"), ("stepwell_start_b", "message", "complaint")]
    assert triggers(xml) == starts
    made = compiled(xml, "executable")
    for start, first, other, second in (("a", "x", "complaint", "y"), ("b", "y", "order", "x")):
        case = Case(made, at=f"stepwell_start_{start}")
        assert (case.open, [one.name for one in case.turn.waiting]) == ([first], [other])
        assert case.do(first).status == "running"
        assert came(case, other).open == [second]
        assert case.do(second).status == "completed"


@pytest.mark.parametrize("start", "ab")
def test_a_join_behind_a_gateway_for_all_waits_for_all_of_them(start: str) -> None:
    body = ALL + nodes("parallelGateway:j")
    made = compiled(model(body, MESSAGES, "g>a g>b a>j b>j j>x x>y"), "executable")
    case = Case(made, at=f"stepwell_start_{start}")
    assert case.open == []
    assert came(case, {"a": "complaint", "b": "order"}[start]).open == ["x"]
    assert case.do("x").do("y").status == "completed"


def with_time(kind: str, time: str) -> bytes:
    """A gateway that waits for a message and a time, both joined before the work."""
    body = GATE.format('eventGatewayType="Parallel"') + timed("b", kind, time) + nodes("parallelGateway:j userTask:x")
    return model(body, MESSAGES, "g>a g>b a>j b>j j>x")


def test_a_length_of_time_behind_a_gateway_for_all_runs_from_the_message_that_starts_the_case() -> None:
    xml = with_time("timeDuration", "PT1H")
    assert triggers(xml) == [("stepwell_start_a", "message", "order")]
    said = [(one.element, one.text) for one in engine.prepare(xml).assumptions if one.code == "STARTS_NO_CASE"]
    assert said == [("b", "“b” starts no case: a case waits for it from its beginning.")]
    case = Case(compiled(xml, "executable"), at="stepwell_start_a")
    assert (case.open, [one.due_at for one in case.turn.timers]) == ([], [NOW + timedelta(hours=1)])
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(hours=1)))
    assert case.do("x").status == "completed"


def test_a_condition_behind_a_gateway_for_all_is_waited_for_in_the_case() -> None:
    condition = '<intermediateCatchEvent id="b"><conditionalEventDefinition><condition>${paid}</condition>'
    condition += "</conditionalEventDefinition></intermediateCatchEvent>"
    body = GATE.format('eventGatewayType="Parallel"') + condition + nodes("parallelGateway:j userTask:x userTask:y")
    xml = model(body, MESSAGES, "g>a g>b a>y y>j b>j j>x")
    assert triggers(xml) == [("stepwell_start_a", "message", "order")]
    case = Case(compiled(xml, "executable"), at="stepwell_start_a")
    assert case.open == ["y"]
    assert case.do("y", paid=True).open == ["x"]


@pytest.mark.parametrize(("kind", "time"), [("timeDate", "2026-07-01T09:00:00Z"), ("timeCycle", "R/PT1H")])
def test_a_time_by_the_calendar_behind_a_gateway_for_all_is_said_and_left_to_people(kind: str, time: str) -> None:
    made = engine.prepare(with_time(kind, time))
    assert (made.mode, made.runs) == ("documenting", True)
    assert {"STARTS_CASE", "START_BY_PERSON"} <= {one.code for one in made.assumptions}
    forced = engine.prepare(with_time(kind, time), "executable")
    (said,) = [one.text for one in forced.assumptions if one.code == "STARTS_NO_CASE"]
    assert (forced.runs, said.startswith("“b” is to start cases, but cannot")) == (False, True)
    case = Case(compiled(with_time(kind, time)), at="stepwell_start_b")
    assert case.open == ["a"]
    assert case.do("a").do("x").status == "completed"


def test_in_documenting_mode_a_person_starts_a_case_that_waits_for_all_and_says_what_comes() -> None:
    case = Case(compiled(model(ALL, MESSAGES, "g>a g>b a>x b>y")), at="stepwell_start_a")
    assert case.open == ["b", "x"]
    assert case.do("x").do("b").do("y").status == "completed"
    assert case.passed("a") == 1


def test_a_file_cannot_say_that_something_has_come() -> None:
    xml = model(nodes("startEvent:s") + caught("a", "m") + nodes("userTask:x"), MESSAGES, "s>a a>x")
    bad = xml.replace(b'id="f0"', b'id="f0" stepwell:come="true"')
    assert Case(compiled(bad, "executable")).open == []


def test_in_documenting_mode_a_person_starts_it() -> None:
    xml = model(RECEIVE.format("") + nodes("userTask:x"), MESSAGES, "r>x")
    assert Case(compiled(xml)).open == ["x"]
    assert [one.kind for one in engine.prepare(xml, "documenting").starts] == ["message"]


def nameless(kind: str, name: str = "") -> bytes:
    """A gateway that waits for two events of which only the definitions are said, and one title on two lines."""
    events = "".join(
        f'<intermediateCatchEvent id="{id}"{title}><{kind}EventDefinition/></intermediateCatchEvent>'
        for id, title in (("a", ""), ("b", ' name="Goods&#10;sent"'))
    )
    gate = f'<eventBasedGateway id="g" name="What comes" instantiate="true"{name}/>'
    return model(gate + events + nodes("userTask:x userTask:y"), "", "g>a g>b a>x b>y")


ALL_OF = ' eventGatewayType="Parallel"'


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_what_has_no_message_of_its_own_is_heard_under_one_name_as_start_and_as_what_is_waited_for(kind: str) -> None:
    starts = [("stepwell_start_a", kind, "a"), ("stepwell_start_b", kind, "Goods sent")]
    assert triggers(nameless(kind, ALL_OF)) == starts
    assert triggers(nameless(kind)) == [("a", kind, "a"), ("b", kind, "Goods sent")]
    made = compiled(nameless(kind, ALL_OF), "executable")
    for start, other in (("a", "Goods sent"), ("b", "a")):
        assert [one.name for one in Case(made, at=f"stepwell_start_{start}").turn.waiting] == [other]


@pytest.mark.parametrize("every", ["", ALL_OF])
def test_people_read_of_such_a_start_what_its_event_is_called_where_it_is_drawn(every: str) -> None:
    made = engine.prepare(nameless("message", every))
    said = [one.text.partition(" starts a case")[0] for one in made.assumptions if one.code == "STARTS_CASE"]
    assert said == ["The message event after “What comes”", "“Goods sent”"]
    if every:
        assert made.runnable is not None
        words = ["the message event after “What comes”", "Goods sent"]
        assert [one.name for one in made.starts] == [one.step_name for one in engine.triggers(made.runnable)] == words


def test_line_breaks_in_a_name_are_none_in_what_programs_say() -> None:
    event = '<{0} id="{1}" name="Order&#10;is  here"><messageEventDefinition/></{0}>'
    body = event.format("startEvent", "s") + event.format("intermediateCatchEvent", "c") + nodes("userTask:x")
    xml = model(body, "", "s>c c>x")
    assert triggers(xml) == [("s", "message", "Order is here")]
    assert [one.name for one in Case(compiled(xml, "executable")).turn.waiting] == ["Order is here"]
