"""Errors and escalations: the nearest that catches their code takes over; an error nobody catches is an incident."""

from __future__ import annotations

import pytest

from processes.engine import report_error
from tests.processes.engine.models import NOW, Case, codes, compiled, model, nodes, wired

CODES = (
    '<error id="r1" name="full" errorCode="FULL"/><error id="r2" name="late" errorCode="LATE"/>'
    '<escalation id="x1" name="boss" escalationCode="BOSS"/>'
)


def raised(kind: str = "error", code: str = "r1", end: str = "endEvent") -> str:
    """An event that raises."""
    reference = f' {kind}Ref="{code}"' if code else ""
    return f'<{end} id="ie"><{kind}EventDefinition{reference}/></{end}>'


def border(name: str, kind: str = "error", code: str = "", more: str = "", host: str = "sub") -> str:
    """A boundary event that catches."""
    reference = f' {kind}Ref="{code}"' if code else ""
    return (
        f'<boundaryEvent id="{name}" attachedToRef="{host}" {more}><{kind}EventDefinition{reference}/></boundaryEvent>'
    )


def case_with(inner: str, flows: str, around: str, outer: str) -> Case:
    """A sub-process with this inside, and this round it."""
    body = nodes("startEvent:s userTask:after") + f'<subProcess id="sub">{nodes("startEvent:is")}{inner}'
    body += wired(flows, "i") + "</subProcess>" + around
    return Case(compiled(model(body, CODES, f"s>sub sub>after {outer}"), "executable"))


@pytest.mark.parametrize("order", ["exact first", "all first"])
def test_the_exact_code_goes_before_the_one_for_all_codes(order: str) -> None:
    borders = [border("exact", code="r1"), border("all")]
    around = "".join(borders if order == "exact first" else borders[::-1]) + nodes("userTask:x userTask:y")
    assert case_with(raised(), "is>ie", around, "exact>x all>y").open == ["x"]
    assert case_with(raised(code="r2"), "is>ie", around, "exact>x all>y").open == ["y"]
    assert case_with(raised(code=""), "is>ie", around, "exact>x all>y").open == ["y"]


def test_an_error_that_nobody_catches_is_an_incident_with_its_code() -> None:
    case = case_with(raised(), "is>ie", border("late", code="r2") + nodes("userTask:x"), "late>x")
    assert (case.status, case.open) == ("failed", [])
    (incident,) = [e for e in case.turn.events if e.event == "incident"]
    assert (incident.step_id, incident.detail["error"]) == ("ie", "FULL")


def test_in_documenting_mode_an_error_that_nobody_catches_is_an_end() -> None:
    xml = model(nodes("startEvent:s userTask:a") + raised(), CODES, "s>a a>ie")
    assert Case(compiled(xml)).do("a").status == "completed"


def test_an_error_reaches_the_border_of_a_call() -> None:
    called = f'<process id="q">{nodes("startEvent:qs")}{raised()}{wired("qs>ie", "q")}</process>'
    body = nodes("startEvent:s userTask:x userTask:y") + '<callActivity id="c" calledElement="q"/>'
    body += border("be", code="r1", host="c")
    assert Case(compiled(model(body, CODES + called, "s>c c>x be>y"), "executable")).open == ["y"]


def test_an_error_interrupts_the_other_branches_inside() -> None:
    inner = nodes("parallelGateway:g userTask:b userTask:c") + raised()
    case = case_with(inner, "is>g g>b g>c b>ie", border("be") + nodes("userTask:x"), "be>x")
    other = case.task("c")
    case.do("b", found=3)
    assert (case.open, case.turn.closed, case.turn.data) == (["x"], (other,), {"found": 3})


def handler(start: str, inside: str, flows: str, interrupting: str = "true") -> str:
    """An event sub-process."""
    begin = f'<startEvent id="hs" isInterrupting="{interrupting}">{start}</startEvent>'
    return f'<subProcess id="h" triggeredByEvent="true">{begin}{inside}{wired(flows, "h")}</subProcess>'


def test_an_error_inside_a_handler_goes_further_out() -> None:
    again = '<endEvent id="he"><errorEventDefinition errorRef="r1"/></endEvent>'
    inside = raised() + handler("<errorEventDefinition/>", nodes("userTask:fix") + again, "hs>fix fix>he")
    case = case_with(inside, "is>ie", border("be") + nodes("userTask:x"), "be>x")
    assert case.open == ["fix"]
    assert case.do("fix").open == ["x"]


def test_a_step_that_an_interrupting_handler_cuts_off_never_opens() -> None:
    inner = raised("escalation", "x1", "intermediateThrowEvent") + nodes("userTask:next")
    inner += handler("<escalationEventDefinition/>", nodes("userTask:fix"), "hs>fix")
    case = case_with(inner, "is>ie ie>next", "", "")
    assert case.open == ["fix"]
    assert ("task_opened", "next") not in case.trail


@pytest.mark.parametrize(
    ("more", "opened"), [('cancelActivity="false"', ["next", "x"]), ('cancelActivity="true"', ["x"])]
)
def test_an_escalation_on_the_way(more: str, opened: list[str]) -> None:
    inner = raised("escalation", "x1", "intermediateThrowEvent") + nodes("userTask:next")
    case = case_with(inner, "is>ie ie>next", border("be", "escalation", "x1", more) + nodes("userTask:x"), "be>x")
    assert case.open == opened
    while case.open:
        case.do(case.open[0])
    assert case.status == "completed"
    assert case.passed("after") == (1 if len(opened) == 2 else 0)


def test_an_escalation_at_the_end_lets_the_rest_go_on() -> None:
    inner = nodes("parallelGateway:g userTask:b userTask:c") + raised("escalation", "x1")
    around = border("be", "escalation", "", 'cancelActivity="false"') + nodes("userTask:x")
    case = case_with(inner, "is>g g>b g>c b>ie", around, "be>x").do("b")
    assert case.open == ["c", "x"]
    assert case.do("x").do("c").open == ["after"]


def test_an_escalation_may_come_again_while_the_step_goes_on() -> None:
    inner = nodes("userTask:ask exclusiveGateway:g") + raised("escalation", "x1", "intermediateThrowEvent")
    flows = "is>ask ask>ie ie>g g>ask:again g>done:not~again"
    inner += nodes("endEvent:done")
    handled = handler("<escalationEventDefinition/>", nodes("userTask:fix"), "hs>fix", "false")
    case = case_with(inner + handled, flows, "", "").do("ask", again=True).do("ask", again=False)
    assert case.open == ["fix", "fix"]


def test_an_escalation_that_nobody_catches_changes_nothing() -> None:
    inner = raised("escalation", "x1", "intermediateThrowEvent") + nodes("userTask:next")
    assert case_with(inner, "is>ie ie>next", "", "").open == ["next"]


def test_the_code_is_handed_to_who_asks_for_it() -> None:
    around = border("be").replace("<errorEventDefinition", '<errorEventDefinition camunda:errorCodeVariable="why"')
    case = case_with(raised(), "is>ie", around + nodes("userTask:x"), "be>x")
    assert case.turn.data == {"why": "FULL"}


def test_a_handler_beside_a_service_catches_its_errors() -> None:
    body = nodes("startEvent:s endEvent:e") + '<serviceTask id="w" camunda:type="external" camunda:topic="t"/>'
    body += handler('<errorEventDefinition errorRef="r1"/>', nodes("userTask:fix"), "hs>fix")
    case = Case(compiled(model(body, CODES, "s>w w>e"), "executable"))
    assert case.open == ["w"]
    case.took(report_error(case.definition, case.turn.state, case.task("w"), "FULL", NOW))
    assert (case.open, case.status) == (["fix"], "running")


def test_an_error_that_nothing_raises_is_put_to_people() -> None:
    body = nodes("startEvent:s userTask:a userTask:x") + border("be", host="a")
    assert "EVENT_BY_PERSON" in codes(model(body, CODES, "s>a be>x"), "executable")


def test_terminate_ends_its_own_scope_only() -> None:
    inner = (
        nodes("parallelGateway:g userTask:b userTask:c") + '<endEvent id="ie"><terminateEventDefinition/></endEvent>'
    )
    body = nodes("startEvent:s parallelGateway:og userTask:beside userTask:after")
    body += f'<subProcess id="sub">{nodes("startEvent:is")}{inner}{wired("is>g g>b g>c b>ie", "i")}</subProcess>'
    case = Case(compiled(model(body, "", "s>og og>beside og>sub sub>after"), "executable")).do("b")
    assert case.open == ["after", "beside"]


def test_terminate_in_a_round_ends_that_round() -> None:
    marker = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    inner = nodes("startEvent:is userTask:b") + '<endEvent id="ie"><terminateEventDefinition/></endEvent>'
    body = (
        nodes("startEvent:s userTask:z") + f'<subProcess id="sub">{marker}{inner}{wired("is>b b>ie", "i")}</subProcess>'
    )
    case = Case(compiled(model(body, "", "s>sub sub>z"), "executable")).do("b")
    assert case.open == ["b"]
    assert case.do("b").open == ["z"]


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_an_error_in_one_round_ends_them_all(sequential: str) -> None:
    marker = f'<multiInstanceLoopCharacteristics isSequential="{sequential}"><loopCardinality>3</loopCardinality>'
    inner = nodes("startEvent:is userTask:b") + raised() + wired("is>b b>ie", "i")
    body = nodes("startEvent:s userTask:x userTask:z") + border("be")
    body += f'<subProcess id="sub">{inner}{marker}</multiInstanceLoopCharacteristics></subProcess>'
    case = Case(compiled(model(body, CODES, "s>sub sub>z be>x"), "executable")).do("b")
    assert case.open == ["x"]
    assert case.do("x").status == "completed"


def test_the_story_tells_what_was_raised_before_who_caught_it() -> None:
    case = case_with(raised(), "is>ie", border("be") + nodes("userTask:x"), "be>x")
    passed = [step for event, step in case.trail if event == "step_passed"]
    assert passed.index("ie") < passed.index("be")
