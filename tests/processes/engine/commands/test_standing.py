"""Where the work of a case stands, and what failed in a step that could not go on."""

from __future__ import annotations

from typing import Any

import pytest

from processes import engine
from processes.errors import ScriptRejected
from processes.expressions.failures import in_plain_words
from processes.expressions.sandbox import SANDBOX
from tests.processes.engine.models import NOW, Case, compiled, model, nodes


def started(body: str, flows: str, data: dict[str, Any]) -> tuple[Any, bytes]:
    definition = compiled(model(nodes("startEvent:s endEvent:e userTask:look") + body, flows=flows), "executable")
    return definition, Case(definition, data).turn.state


def test_work_stands_at_the_step_and_at_what_holds_it() -> None:
    inner = f"{nodes('startEvent:in endEvent:out userTask:deep')}"
    definition, state = started(
        f'<subProcess id="part">{inner}<sequenceFlow id="f1" sourceRef="in" targetRef="deep"/>'
        '<sequenceFlow id="f2" sourceRef="deep" targetRef="out"/></subProcess>',
        "s>part part>look look>e", {},
    )  # fmt: skip
    assert engine.standing(definition, state, NOW) == {"part", "deep"}


def test_a_script_says_its_line_and_the_values_that_it_names() -> None:
    script = "total = net * 2\nshare = total / people\nleft = 1"
    definition, state = started(
        f'<scriptTask id="share"><script><![CDATA[{script}]]></script></scriptTask>', "s>share share>e",
        {"net": 4, "people": 0, "other": "not named"},
    )  # fmt: skip
    (found,) = engine.stopped(definition, state, NOW).values()
    assert (found.line, found.text, found.script) == (2, "share = total / people", script)
    assert found.values == (("people", 0),), "what the script made itself is gone with it"


def test_a_condition_says_its_expression() -> None:
    definition, state = started(
        nodes("exclusiveGateway:g"), "s>g g>look:amount/0>1 g>e:amount==0 look>e", {"amount": 7}
    )
    (found,) = engine.stopped(definition, state, NOW).values()
    assert (found.line, found.script) == (0, "") and "amount" in found.text
    assert found.values == (("amount", 7),)


@pytest.mark.parametrize(
    ("script", "line"),
    [("x = 1\n\nmissing + 1", 3), ("import math\ny = math.sqrt('a')", 2), ("def f(a):\n    return a / 0\n\nf(1)", 2)],
)
def test_lines_are_those_of_the_script(script: str, line: int) -> None:
    with pytest.raises(ScriptRejected) as raised:
        SANDBOX.execute(script, {})
    assert raised.value.at is not None and raised.value.at[0] == line


def test_of_a_script_that_was_written_anew_no_line_is_told() -> None:
    with pytest.raises(ScriptRejected) as raised:
        SANDBOX.execute("x = {'a': 1}\ndel x['a']\nx['b']", {})
    assert raised.value.at == (0, "")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("a = 1 / n", "Something was to be divided by zero."),
        ("a = n + b", "It asks for “b”, which the case does not know."),
        ("a = rate['x']", "It asks for an entry “x”, which is not there."),
        ("a = 'x' + n", "Two values do not go together, for example a text and a number."),
    ],
)
def test_why_in_plain_words(script: str, said: str) -> None:
    with pytest.raises(ScriptRejected) as raised:
        SANDBOX.execute(script, {"n": 0, "rate": {}})
    assert in_plain_words(raised.value.words) == said
    assert in_plain_words("A clerk wrote this.") == ""
