"""Event sub-processes: watched for as long as the scope round them runs, started instead of the rest or besides it."""

from __future__ import annotations

from datetime import timedelta

from processes.engine import deliver, fire_timers
from processes.engine.values import Mode
from tests.processes.engine.models import DURATION, NOW, Case, compiled, model, nodes, normalised, wired

MESSAGE = '<message id="m" name="Stop"/>'
BY_MESSAGE = '<messageEventDefinition messageRef="m"/>'


def case_with(definition: str, interrupting: str, mode: Mode, end: str = "") -> Case:
    """a, b in the process; x in an event sub-process that starts by this definition."""
    start = f'<startEvent id="is" isInterrupting="{interrupting}">{definition}</startEvent>'
    inner = start + nodes("userTask:x endEvent:ie") + wired("is>x x>ie", "i")
    body = nodes("startEvent:s userTask:a userTask:b") + f'<endEvent id="e">{end}</endEvent>'
    body += f'<subProcess id="sub" name="Call off" triggeredByEvent="true">{inner}</subProcess>'
    return Case(compiled(model(body, MESSAGE, "s>a a>b b>e"), mode))


def test_in_documenting_mode_it_is_a_button() -> None:
    case = case_with(BY_MESSAGE, "true", "documenting")
    assert case.open == ["a", "is"]
    case.do("a", note=1).do("is")
    assert case.open == ["x"]
    assert case.do("x").status == "completed"
    assert case.turn.data == {"note": 1}


def test_a_button_that_nobody_needs_goes_with_the_process() -> None:
    case = case_with(BY_MESSAGE, "true", "documenting").do("a").do("b")
    assert (case.status, case.turn.open) == ("completed", ())


def test_an_interrupting_message_ends_the_rest() -> None:
    case = case_with(BY_MESSAGE, "true", "executable")
    task = case.task("a")
    (waiting,) = case.turn.waiting
    case.took(deliver(case.definition, case.turn.state, waiting.task_id, "Stop", {}, NOW))
    assert (case.open, case.turn.closed, case.turn.waiting) == (["x"], (task,), ())
    assert case.do("x").status == "completed"


def test_one_that_does_not_interrupt_can_come_again() -> None:
    case = case_with(BY_MESSAGE, "false", "executable")
    for count in (1, 2):
        (waiting,) = case.turn.waiting
        case.took(deliver(case.definition, case.turn.state, waiting.task_id, "Stop", {}, NOW))
        assert case.open == ["a"] + ["x"] * count
    assert case.do("x").do("x").do("a").do("b").status == "completed"


def test_a_timer_starts_it() -> None:
    case = case_with(DURATION.format("P1D"), "true", "executable")
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(days=2)))
    assert case.open == ["x"]


def test_an_error_of_the_scope_starts_it() -> None:
    case = case_with("<errorEventDefinition/>", "true", "executable", "<errorEventDefinition/>")
    assert case.open == ["a"]
    case.do("a").do("b")
    assert case.open == ["x"]
    assert case.do("x").status == "completed"


def test_what_is_found_in_a_model_can_be_executed() -> None:
    start = f'<startEvent id="is">{BY_MESSAGE}</startEvent>'
    body = nodes("startEvent:s userTask:a") + f'<subProcess id="sub" triggeredByEvent="true">{start}</subProcess>'
    assert not normalised(model(body, MESSAGE, "s>a"), "executable").blockers


def test_a_boundary_event_knows_what_was_done_inside() -> None:
    inner = nodes("startEvent:is userTask:x userTask:y") + wired("is>x x>y", "i")
    body = nodes("startEvent:s userTask:b") + f'<subProcess id="sub">{inner}</subProcess>'
    body += f'<boundaryEvent id="be" attachedToRef="sub">{DURATION.format("P1D")}</boundaryEvent>'
    case = Case(compiled(model(body, "", "s>sub be>b"), "executable")).do("x", found=7)
    case.took(fire_timers(case.definition, case.turn.state, NOW + timedelta(days=2)))
    assert case.do("b").turn.data == {"found": 7}
    assert case.status == "completed"
