"""What decisions call and are made of: functions, services, imports, boxes and types, and what data they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from processes.decisions import (
    CannotDecide,
    DmnFiles,
    Evaluator,
    decisions_in,
    differences,
    expressions_read,
    input_fields,
)
from processes.engine import definition, prepare
from tests.processes.decisions.tables import NEWEST, dmn, formula, table
from tests.processes.decisions.test_tasks import ruled
from tests.processes.engine.models import Case

TYPES = """
<itemDefinition name="tLevel"><typeRef>string</typeRef>
<allowedValues><text>"low","high"</text></allowedValues></itemDefinition>
<itemDefinition name="tPerson"><itemComponent name="full name"><typeRef>string</typeRef></itemComponent>
<itemComponent name="born"><typeRef>date</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tPeople" isCollection="true"><typeRef>tPerson</typeRef></itemDefinition>
"""
FEE = """
<businessKnowledgeModel id="k_fee" name="fee of"><variable name="fee of"/>
<encapsulatedLogic><formalParameter name="amount" typeRef="number"/>
<literalExpression><text>amount * 0.02</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
"""
LOGIC: list[tuple[str, Any]] = [
    ("<literalExpression><text>fee of(100)</text></literalExpression>", 2),
    ('<literalExpression><text>fee of("much")</text></literalExpression>', None),
    (
        "<invocation><literalExpression><text>fee of</text></literalExpression><binding><parameter name='amount'/>"
        "<literalExpression><text>50</text></literalExpression></binding></invocation>",
        1,
    ),
    (
        "<context><contextEntry><variable name='net price'/><literalExpression><text>10</text></literalExpression>"
        "</contextEntry><contextEntry><literalExpression><text>net price + 1</text></literalExpression></contextEntry>"
        "</context>",
        11,
    ),
    (
        "<relation><column name='a'/><column name='b'/><row><literalExpression><text>1</text></literalExpression>"
        "<literalExpression><text>2</text></literalExpression></row></relation>",
        [{"a": 1, "b": 2}],
    ),
    ("<list><literalExpression><text>1</text></literalExpression><list/></list>", [1, []]),
    (
        "<conditional><if><literalExpression><text>null</text></literalExpression></if><then><literalExpression><text>1</text>"
        "</literalExpression></then><else><literalExpression><text>2</text></literalExpression></else></conditional>",
        2,
    ),
    (
        "<filter><in><literalExpression><text>[1, 2, 3]</text></literalExpression></in><match><literalExpression>"
        "<text>item &gt; 1</text></literalExpression></match></filter>",
        [2, 3],
    ),
    (
        "<for iteratorVariable='n'><in><literalExpression><text>1..3</text></literalExpression></in><return>"
        "<literalExpression><text>n * n</text></literalExpression></return></for>",
        [1, 4, 9],
    ),
    (
        "<every iteratorVariable='n'><in><literalExpression><text>[1, 2]</text></literalExpression></in><satisfies>"
        "<literalExpression><text>n &gt; 0</text></literalExpression></satisfies></every>",
        True,
    ),
    ('<literalExpression><text>served(level: "high", base: 3)</text></literalExpression>', "high 3"),
]
SERVICE = """
<inputData id="i_level" name="level"><variable name="level" typeRef="tLevel"/></inputData>
<decision id="base" name="base"><variable name="base"/><literalExpression><text>1</text></literalExpression></decision>
<decision id="told" name="told"><variable name="told"/>
<informationRequirement><requiredDecision href="#base"/></informationRequirement>
<informationRequirement><requiredInput href="#i_level"/></informationRequirement>
<literalExpression><text>level + " " + string(base)</text></literalExpression></decision>
<decisionService id="s" name="served"><variable name="served"/>
<outputDecision href="#told"/><inputDecision href="#base"/>
<inputData href="#i_level"/></decisionService>
"""


def model(*parts: str, space: str = "urn:a") -> bytes:
    return dmn(*parts).replace(b'id="d" name="d"', f'id="d" name="d" namespace="{space}"'.encode(), 1)


def calling(logic: str) -> str:
    needs = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{one}"/></knowledgeRequirement>' for one in ("k_fee", "s")
    )
    return f'<decision id="t" name="t"><variable name="t"/>{needs}{logic}</decision>'


@pytest.mark.parametrize(("logic", "found"), LOGIC)
def test_a_box_gives(logic: str, found: Any) -> None:
    desk = DmnFiles({"a.dmn": model(TYPES, FEE, SERVICE, calling(logic))})
    assert desk.answer("t", {}) == (found, None)


def test_a_service_is_asked_by_its_name() -> None:
    desk = DmnFiles({"a.dmn": model(TYPES, SERVICE)})
    assert desk.answer("served", {"level": "low", "base": 7}) == ("low 7", None)
    assert desk.answer("told", {"level": "low", "base": 7}) == ("low 1", None)


def test_an_imported_model_is_read_by_its_name() -> None:
    needs = '<informationRequirement><requiredDecision href="urn:a#told"/></informationRequirement>'
    needs += '<knowledgeRequirement><requiredKnowledge href="urn:a#k_fee"/></knowledgeRequirement>'
    body = "<literalExpression><text>lib.told + string(lib.fee of(50))</text></literalExpression>"
    asking = f'<decision id="t" name="t"><variable name="t"/>{needs}{body}</decision>'
    imported = f'<import namespace="urn:a" name="lib" importType="{NEWEST}"/>'
    files = {"b.dmn": model(imported, asking, space="urn:b"), "a.dmn": model(TYPES, FEE, SERVICE)}
    assert DmnFiles(files).answer("t", {"lib": {"level": "high"}}) == ("high 11", None)
    assert DmnFiles(files).answer("t", {"level": "low", "lib": {"level": "high"}}) == ("high 11", None)
    assert DmnFiles(files).answer("t", {"level": "low"}) == ("low 11", None)
    value, error = DmnFiles({"b.dmn": files["b.dmn"]}).answer("t", {})
    assert value is None and "urn:a" in (error or "")


def test_what_is_imported_twice_has_data_of_its_own_each_time() -> None:
    def reading(space: str, import_of: str, prefix: str, href: str, said: str) -> bytes:
        needs = f'<informationRequirement><requiredDecision href="{href}"/></informationRequirement>'
        body = f"<literalExpression><text>{said}</text></literalExpression>"
        imported = f'<import namespace="{import_of}" name="{prefix}" importType="{NEWEST}"/>'
        return model(imported, f'<decision id="d" name="d"><variable name="d"/>{needs}{body}</decision>', space=space)

    both = "".join(
        f'<informationRequirement><requiredDecision href="urn:{one}#d"/></informationRequirement>' for one in "bc"
    )
    body = '<literalExpression><text>Model B.d + ", " + Model C.d</text></literalExpression>'
    top = f'<decision id="t" name="t"><variable name="t"/>{both}{body}</decision>'
    imports = "".join(f'<import namespace="urn:{one}" name="Model {one.upper()}"/>' for one in "bc")
    files = {
        "t.dmn": model(imports, top, space="urn:t"),
        "b.dmn": reading("urn:b", "urn:a", "lib", "urn:a#told", "lib.told"),
        "c.dmn": reading("urn:c", "urn:a", "lib", "urn:a#told", "lib.told"),
        "a.dmn": model(TYPES, SERVICE),
    }
    data = {"Model B": {"lib": {"level": "low"}}, "Model C": {"lib": {"level": "high"}}}
    assert DmnFiles(files).answer("t", data) == ("low 1, high 1", None)


def test_what_a_boxed_decision_asks_is_asked_of_people() -> None:
    given = '<inputData id="i" name="amount"><variable name="amount" typeRef="number"/></inputData>'
    needs = '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
    boxed = "<list><literalExpression><text>amount</text></literalExpression></list>"
    found = decisions_in({"a.dmn": model(given, f'<decision id="t" name="t">{needs}{boxed}</decision>')})
    assert input_fields(found, "t") == {"amount": "number"}
    assert expressions_read(found, "t")


def test_a_decision_without_logic_is_null_as_dmn_says_and_said_in_a_case() -> None:
    content = dmn('<decision id="t" name="t"/>')
    assert DmnFiles({"a.dmn": content}).answer("t", {}) == (None, None)
    with pytest.raises(CannotDecide, match="empty"):
        decide(content)


def test_data_are_read_by_their_declared_types() -> None:
    given = '<inputData id="i" name="people"><variable name="people" typeRef="tPeople"/></inputData>'
    needs = '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
    body = (
        "<literalExpression><text>for p in people return p.full name + string(p.born.year)</text></literalExpression>"
    )
    desk = DmnFiles({"a.dmn": model(TYPES, given, f'<decision id="t" name="t">{needs}{body}</decision>')})
    one = {"full name": "Ann", "born": "1990-02-01"}
    assert desk.answer("t", {"people": [one]}) == (["Ann1990"], None)
    assert desk.answer("t", {"people": one}) == (["Ann1990"], None)
    value, error = desk.answer("t", {"people": [{"full name": 3, "born": "1990-02-01"}]})
    assert value is None and "tPeople" in (error or "")


def test_a_value_that_is_not_allowed_is_said() -> None:
    desk = DmnFiles({"a.dmn": model(TYPES, SERVICE)})
    value, error = desk.answer("told", {"level": "middle"})
    assert value is None and "“level”" in (error or "") and "middle" in (error or "")


def decide(content: bytes, **data: Any) -> Any:
    return Evaluator(decisions_in({"t.dmn": content})).decide("t", data)


def test_text_in_a_number_column_counts_as_missing() -> None:
    content = dmn(table("t", "age:number;due:date", "y", '>= 18 | - => "adult"', '- | - => "unknown"', policy="FIRST"))
    assert decide(content, age="20", due="2026-01-01").value == "adult"
    assert decide(content).value == "unknown"
    assert decide(content, age="n/a", due="soon").value == "unknown"
    assert decide(content, age="n/a", due="soon").asked == (None, None)


def test_a_missing_value_passes_no_negated_test() -> None:
    rules = ('not(< 18) | - => "adult"', '- | list contains(allowed, country) => "listed"', '- | - => "unknown"')
    content = dmn(table("t", "age:number;country:string", "r", *rules, policy="FIRST"))
    assert decide(content, country="DE").value == "unknown"
    assert decide(content, age="n/a", country="DE").value == "unknown"
    assert decide(content, age=18, country="DE").value == "adult"
    assert decide(content, country="DE", allowed=["DE"]).value == "listed"


def test_allowed_input_values_are_checked() -> None:
    values = '<inputValues><text>"a","b"</text></inputValues></input>'
    content = dmn(table("t", "kind:string", "y", "- => 1")).replace(b"</input>", values.encode())
    assert decide(content, kind="a").value == 1
    with pytest.raises(CannotDecide, match="“kind” of “t”, but it is c"):
        decide(content, kind="c")


def test_functions_of_java_and_crosstabs_are_refused_with_words() -> None:
    java = formula("t", 'function(a) external {java: {class: "java.lang.Math", method signature: "cos(double)"}}')
    assert "Java" in decisions_in({"t.dmn": dmn(java)})["t"].fault
    boxed = '<functionDefinition kind="Java"><context/></functionDefinition>'
    assert "Java" in decisions_in({"t.dmn": dmn(f'<decision id="t" name="t">{boxed}</decision>')})["t"].fault
    crosstab = table("t", "a", "x;y", "- => 1 | 2").replace(
        "<decisionTable", '<decisionTable preferredOrientation="CrossTable"'
    )
    assert "crosstab" in decisions_in({"t.dmn": dmn(crosstab)})["t"].fault


def test_what_a_faulty_function_is_called_by_says_so() -> None:
    broken = FEE.replace("amount * 0.02", "amount what")
    content = model(TYPES, broken, calling("<literalExpression><text>fee of(1)</text></literalExpression>"))
    assert "in “fee of”" in decisions_in({"a.dmn": content})["t"].fault


def test_a_task_decides_with_functions_and_types() -> None:
    files = {
        "a.dmn": model(
            TYPES, FEE, SERVICE, calling("<literalExpression><text>fee of(amount)</text></literalExpression>")
        )
    }
    made = prepare(ruled('stepwell:decision="t" stepwell:resultVariable="fee"'), files=files)
    assert made.mode == "executable" and made.runnable is not None
    case = Case(definition(made.runnable, "executable"), {"amount": 100})
    assert case.status == "completed" and case.turn.data == {"amount": 100, "fee": 2}
    listed = calling("<list><literalExpression><text>fee of(amount)</text></literalExpression></list>")
    made = prepare(ruled('stepwell:decision="t"'), files={"a.dmn": model(TYPES, FEE, SERVICE, listed)})
    assert made.runnable is not None
    assert Case(definition(made.runnable, "executable"), {"amount": 100}).turn.data == {"amount": 100, "t": [2]}


def test_a_changed_function_or_type_is_told() -> None:
    old = {"a.dmn": model(TYPES, FEE, SERVICE)}
    new = {"a.dmn": model(TYPES.replace('"high"', '"top"'), FEE.replace("0.02", "0.03"), SERVICE)}
    assert differences(old, new) == ("The function of decisions “fee of” changed.", "The type “tLevel” changed.")


def test_a_function_that_a_decision_does_not_require_is_said() -> None:
    content = model(FEE, formula("t", "fee of(100)"))
    value, error = DmnFiles({"a.dmn": content}).answer("t", {})
    assert value is None and "“fee of” is not known there" in (error or "")
