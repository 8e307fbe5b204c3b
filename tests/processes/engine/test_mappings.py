"""What other builders map into steps and out of them, and formulas that stand where a script would."""

from __future__ import annotations

import pytest

from processes.engine import check
from tests.processes.engine.models import Case, codes, compiled, model, nodes, normalised

ZEEBE = "http://camunda.org/schema/zeebe/1.0"


def mapped(step: str, *rows: str, kind: str = "userTask") -> str:
    """A step with rows of Camunda 8, as "input:target=source"."""
    inner = "".join(
        f'<z:{way} target="{target}" source="{source}"/>'
        for way, _, rest in (row.partition(":") for row in rows)
        for target, _, source in (rest.partition("="),)
    )
    return extended(kind, step, f'<z:ioMapping xmlns:z="{ZEEBE}">{inner}</z:ioMapping>')


def older(step: str, *rows: str) -> str:
    """A step with parameters of Camunda 7, as "input:name=text"."""
    inner = "".join(
        f'<camunda:{way}Parameter name="{name}">{text}</camunda:{way}Parameter>'
        for way, _, rest in (row.partition(":") for row in rows)
        for name, _, text in (rest.partition("="),)
    )
    return extended("userTask", step, f"<camunda:inputOutput>{inner}</camunda:inputOutput>")


def formula(step: str, text: str, name: str) -> str:
    """A script task of Camunda 8."""
    return extended("scriptTask", step, f'<z:script xmlns:z="{ZEEBE}" expression="{text}" resultVariable="{name}"/>')


def extended(kind: str, step: str, inner: str) -> str:
    """A step with something in its extensions."""
    return f'<{kind} id="{step}"><extensionElements>{inner}</extensionElements></{kind}>'


def test_outputs_are_worked_out_when_a_step_is_done_and_ask_it_for_what_they_read() -> None:
    body = nodes("startEvent:s userTask:z") + mapped("a", "output:good== not(wrong)", "output:word=plain")
    xml = model(body, "", "s>a a>z")
    assert not normalised(xml, "executable").blockers
    case = Case(compiled(xml, "executable"))
    assert case.turn.open[0].form["required"] == ["wrong"]
    assert case.do("a", wrong=False).turn.data == {"wrong": False, "good": True, "word": "plain"}


def test_inputs_are_worked_out_before_a_step_begins() -> None:
    body = nodes("startEvent:s") + older("a", "input:twice=${n * 2}", "input:other=${m}", "input:far=${gone + 1}")
    case = Case(compiled(model(body, "", "s>a"), "executable"), {"n": 2, "m": "x"})
    assert case.turn.data == {"n": 2, "m": "x", "twice": 4, "other": "x"}


def test_what_a_mapping_sets_is_asked_of_nobody() -> None:
    body = nodes("startEvent:s exclusiveGateway:g userTask:y userTask:n") + older("a", "output:good=${mark == 'A'}")
    made = compiled(model(body, "", "s>a a>g g>y:${good} g>n:${!good}"), "executable")
    case = Case(made)
    assert set(case.turn.open[0].form["properties"]) >= {"mark"}
    assert "good" not in case.turn.open[0].form["properties"]
    assert case.do("a", mark="A").open == ["y"]


@pytest.mark.parametrize(
    "step",
    [
        older("a", "input:x=<camunda:script>1</camunda:script>"),
        older("a", "input:x=from ${here} on"),
        mapped("a", "output:a.b== 1"),
        mapped("a", "output:x== ((("),
    ],
)
def test_what_is_not_known_is_said(step: str) -> None:
    xml = model(nodes("startEvent:s") + step, "", "s>a")
    assert [b.code for b in normalised(xml, "executable").blockers] == ["DATA_ASSOCIATION_ASIDE"]
    assert check(xml).status == "runs"


def test_a_formula_gives_its_result() -> None:
    xml = model(
        nodes("startEvent:s userTask:z") + formula("a", "=if n &gt; 1 then 'many' else 'one'", "much"), "", "s>a a>z"
    )
    assert not normalised(xml, "executable").blockers
    assert Case(compiled(xml, "executable"), {"n": 2}).turn.data == {"n": 2, "much": "many"}


def test_the_outputs_of_a_formula_read_its_result() -> None:
    inner = f'<z:script xmlns:z="{ZEEBE}" expression="=2" resultVariable="two"/>'
    inner += f'<z:ioMapping xmlns:z="{ZEEBE}"><z:output target="four" source="=two * 2"/></z:ioMapping>'
    xml = model(nodes("startEvent:s userTask:z") + extended("scriptTask", "a", inner), "", "s>a a>z")
    assert Case(compiled(xml, "executable")).turn.data == {"two": 2, "four": 4}


@pytest.mark.parametrize(
    ("text", "name", "why"), [("=1", "a b", "no name"), ("=((", "x", "expected"), ("", "x", "no script")]
)
def test_a_formula_that_cannot_be_worked_out_is_done_by_a_person(text: str, name: str, why: str) -> None:
    xml = model(nodes("startEvent:s") + formula("a", text, name), "", "s>a")
    (blocker,) = normalised(xml, "executable").blockers
    assert blocker.code == "DONE_BY_PERSON"
    assert why in blocker.text


@pytest.mark.parametrize(
    "script", ["System.out.println('x');", "execution.setVariable('x', 1)", "kcontext.setVariable('x', 1)"]
)
def test_a_script_that_calls_what_other_engines_hand_to_it_is_done_by_a_person(script: str) -> None:
    xml = model(nodes("startEvent:s") + f'<scriptTask id="a"><script>{script}</script></scriptTask>', "", "s>a")
    (blocker,) = normalised(xml, "executable").blockers
    assert "other engines" in blocker.text


def test_a_script_without_a_language_is_in_the_language_of_the_file() -> None:
    xml = model(nodes("startEvent:s") + '<scriptTask id="a"><script>x = 1</script></scriptTask>', "", "s>a")
    mvel = xml.replace(b'id="defs"', b'id="defs" expressionLanguage="http://www.mvel.org/2.0"')
    path = xml.replace(b'id="defs"', b'id="defs" expressionLanguage="http://www.w3.org/1999/XPath"')
    assert "DONE_BY_PERSON" in codes(mvel, "executable")
    assert not codes(xml, "executable") | codes(path, "executable")


def test_conditions_in_java_are_not_taken_for_python() -> None:
    condition = '<conditionExpression language="http://www.java.com/java">mark.equals("A")</conditionExpression>'
    body = nodes("startEvent:s exclusiveGateway:g userTask:y userTask:n")
    body += f'<sequenceFlow id="yes" sourceRef="g" targetRef="y">{condition}</sequenceFlow>'
    (blocker,) = normalised(model(body, "", "s>g g>n"), "executable").blockers
    assert "its language is java" in blocker.text


@pytest.mark.parametrize(
    ("marker", "words"),
    [
        ("<multiInstanceLoopCharacteristics/>", "but not how often"),
        ("<standardLoopCharacteristics/>", "but not how often"),
        (
            "<multiInstanceLoopCharacteristics><loopCardinality>n</loopCardinality></multiInstanceLoopCharacteristics>",
            "as data",
        ),
        ('<multiInstanceLoopCharacteristics camunda:collection="list"/>', "as data"),
    ],
)
def test_what_the_model_says_of_the_rounds_is_told(marker: str, words: str) -> None:
    xml = model(nodes("startEvent:s") + f'<userTask id="a">{marker}</userTask>', "", "s>a")
    (told,) = [one.text for one in normalised(xml).assumptions if one.code == "REPETITION_ASIDE"]
    assert words in told
