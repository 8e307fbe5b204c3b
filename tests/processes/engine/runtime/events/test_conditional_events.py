"""Conditional events: looked at whenever data change, at once where they hold, once for each time they begin to."""

from __future__ import annotations

import pytest

from processes.engine import retry
from processes.engine.runtime.stored import state
from processes.engine.values import Mode
from tests.processes.engine.models import NOW, Case, codes, compiled, model, nodes, normalised, wired

LOW = "<conditionalEventDefinition><condition>stock &lt; 10</condition></conditionalEventDefinition>"


def catch(condition: str = LOW) -> bytes:
    """b waits for a condition beside a, c and d."""
    body = nodes("startEvent:s parallelGateway:g userTask:a userTask:c userTask:b endEvent:e")
    body += f'<intermediateCatchEvent id="w" name="Low">{condition}</intermediateCatchEvent>'
    return model(body, "", "s>g g>a g>w a>c c>e w>b b>e")


def beside(interrupting: str, mode: Mode = "executable") -> Case:
    """a, then b; while a is open, x is done whenever stock is low."""
    body = nodes("startEvent:s userTask:a userTask:n parallelGateway:g userTask:x endEvent:e")
    body += f'<boundaryEvent id="be" attachedToRef="a" cancelActivity="{interrupting}">{LOW}</boundaryEvent>'
    return Case(
        compiled(
            model(body, "", "s>g g>a g>n n>n2 be>x").replace(
                b"</process>", b'<userTask id="n2"/><userTask id="n3"/>' + wired("n2>n3", "m").encode() + b"</process>"
            ),
            mode,
        )
    )


def test_it_waits_until_another_branch_makes_the_condition_hold() -> None:
    assert not normalised(catch(), "executable").blockers
    case = Case(compiled(catch(), "executable"))
    assert (case.open, case.status) == (["a"], "running")
    case.do("a", stock=20)
    assert case.open == ["c"]
    case.do("c", stock=5)
    assert case.open == ["b"]
    assert case.do("b").status == "completed"
    assert case.turn.data == {"stock": 5}


def test_one_that_holds_already_happens_at_once() -> None:
    assert Case(compiled(catch(), "executable"), {"stock": 3}).open == ["a", "b"]


def test_the_branch_that_waited_knows_what_made_it_go_on() -> None:
    case = Case(compiled(catch(), "executable")).do("a", stock=1)
    (token,) = [t for t in state.load(case.definition, case.turn.state, NOW).tokens() if t.task_spec.name == "b"]
    assert token.data == {"stock": 1}


def test_alone_it_is_no_dead_end() -> None:
    case = Case(compiled(catch(), "executable")).do("a").do("c")
    assert (case.status, case.open) == ("running", [])


def test_one_that_does_not_interrupt_happens_each_time_it_begins_to_hold() -> None:
    case = beside("false")
    case.do("n", stock=5)
    assert case.open == ["a", "n2", "x"]
    case.do("x", stock=4)
    assert case.open == ["a", "n2"]
    case.do("n2", stock=40)
    assert case.open == ["a", "n3"]
    case.do("n3", stock=2)
    assert case.open == ["a", "x"]
    assert case.do("a").do("x").status == "completed"


def test_one_that_interrupts_ends_the_step() -> None:
    case = beside("true").do("n", stock=1)
    assert case.open == ["n2", "x"]


@pytest.mark.parametrize("interrupting", ["true", "false"])
def test_it_starts_an_event_subprocess(interrupting: str) -> None:
    start = f'<startEvent id="is" isInterrupting="{interrupting}">{LOW}</startEvent>'
    inner = start + nodes("userTask:x endEvent:ie") + wired("is>x x>ie", "i")
    body = nodes("startEvent:s userTask:a userTask:b endEvent:e")
    body += f'<subProcess id="sub" triggeredByEvent="true">{inner}</subProcess>'
    case = Case(compiled(model(body, "", "s>a a>b b>e"), "executable")).do("a", stock=1)
    assert case.open == (["x"] if interrupting == "true" else ["b", "x"])
    while case.open:
        case.do(case.open[0])
    assert case.status == "completed"


def test_a_condition_that_cannot_be_worked_out_is_an_incident() -> None:
    case = Case(compiled(catch(), "executable")).do("a", stock="many")
    (incident,) = [e for e in case.turn.events if e.event == "incident"]
    assert incident.step_id == "w"
    again = retry(case.definition, case.turn.state, incident.task_id or "", NOW, {"stock": 3})
    assert case.took(again).open == ["b", "c"]


def test_in_documenting_mode_a_person_says_when_it_holds() -> None:
    case = Case(compiled(catch()))
    assert {t.step_id: t.kind for t in case.turn.open} == {"a": "work", "w": "condition"}
    assert case.do("w").open == ["a", "b"]


def test_a_condition_in_words_is_put_to_people() -> None:
    words = "<conditionalEventDefinition><condition>the stock is low</condition></conditionalEventDefinition>"
    assert "EVENT_BY_PERSON" in codes(catch(words), "executable")


@pytest.mark.parametrize(
    "text", ["= stock &lt; 10", "${stock &lt; 10}", '<condition language="feel">stock between 0 and 9</condition>']
)
def test_conditions_of_other_languages_are_looked_at_too(text: str) -> None:
    inner = text if text.startswith("<") else f"<condition>{text}</condition>"
    xml = catch(f"<conditionalEventDefinition>{inner}</conditionalEventDefinition>")
    assert not normalised(xml, "executable").blockers
    case = Case(compiled(xml, "executable"))
    assert case.open == ["a"]
    assert case.do("a", stock=3).open == ["b", "c"]


def test_in_documenting_mode_the_button_stays_while_the_step_is_open() -> None:
    case = beside("false", "documenting")
    assert case.do("be").do("be").open == ["a", "be", "n", "x", "x"]
    assert case.do("a").open == ["n", "x", "x"]
