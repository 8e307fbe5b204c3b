"""Formulas that stand where a script would, and scripts in languages of other engines."""

from __future__ import annotations

import pytest

from tests.processes.engine.models import Case, codes, compiled, model, nodes, normalised
from tests.processes.engine.runtime.data.test_mappings import ZEEBE, extended, formula


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
