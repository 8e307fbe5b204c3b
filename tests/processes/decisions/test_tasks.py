"""Business-rule tasks: which decision they ask, where its result goes, who decides without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from processes.engine import definition, prepare
from processes.engine.preparation import child
from processes.engine.preparation.child import prepare_in_child
from tests.processes.decisions.tables import dmn, formula, table
from tests.processes.engine.models import Case, model, nodes

FILES = {
    "credit.dmn": dmn(
        table("credit", "amount:number", "ok;limit", "< 100 => true | 50", ">= 100 => false | 0", policy="FIRST"),
        table("all", "amount:number", "hint", '> 1 => "a"', '> 2 => "b"', policy="COLLECT"),
        table("none", "amount:number", "hint", '> 100 => "a"', policy="COLLECT"),
        table("both", "amount:number", "a;b", "> 1 => 1 | 2", "> 2 => 3 | 4", policy="COLLECT"),
        table("sum", "amount:number", "points", "> 1 => 2", "> 2 => 3", policy='COLLECT" aggregation="SUM'),
        formula("twice", "amount * 2", variable="doubled"),
        table("broken", "amount", "y", "what is it => 1"),
    )
}
ZEEBE = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
SPIFF = 'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'


def ruled(attributes: str = "", inner: str = "") -> bytes:
    extension = f"<extensionElements>{inner}</extensionElements>" if inner else ""
    body = (
        nodes("startEvent:s endEvent:e")
        + f'<businessRuleTask id="r" name="Rate" {attributes}>{extension}</businessRuleTask>'
    )
    return model(body, flows="s>r r>e")


SHAPES = [
    ("none", "singleEntry", None), ("none", "singleResult", None), ("none", "collectEntries", []),
    ("none", "resultList", []), ("twice", "singleEntry", 14), ("all", "resultList", [{"hint": "a"}, {"hint": "b"}]),
    ("both", "resultList", [{"a": 1, "b": 2}, {"a": 3, "b": 4}]), ("sum", "singleEntry", 5),
    ("sum", "singleResult", {"points": 5}), ("sum", "collectEntries", [5]), ("sum", "resultList", [{"points": 5}]),
    ("all", "singleEntry", "2 rules hold at once"), ("both", "singleResult", "2 rules hold at once"),
    ("credit", "singleEntry", "it has “limit”, “ok”"), ("both", "collectEntries", "it has “a”, “b”"),
]  # fmt: skip
ROW = {"ok": True, "limit": 50}
BOUND: list[tuple[bytes, dict[str, Any]]] = [
    (ruled('stepwell:decision="credit"'), ROW),
    (ruled('stepwell:decision="credit" stepwell:resultVariable="rated"'), {"rated": ROW}),
    (ruled('camunda:decisionRef="credit"'), ROW),
    (ruled('camunda:decisionRef="credit" camunda:resultVariable="x"'), {"x": [ROW]}),
    (
        ruled('camunda:decisionRef="credit" camunda:resultVariable="x" camunda:mapDecisionResult="singleResult"'),
        {"x": ROW},
    ),
    (
        ruled('camunda:decisionRef="all" camunda:resultVariable="x" camunda:mapDecisionResult="collectEntries"'),
        {"x": ["a", "b"]},
    ),
    (ruled(inner=f'<zeebe:calledDecision {ZEEBE} decisionId="credit" resultVariable="x"/>'), {"x": ROW}),
    (ruled(inner=f'<zeebe:calledDecision {ZEEBE} decisionId="twice" resultVariable="x"/>'), {"x": 14}),
    (ruled(inner=f"<spiffworkflow:calledDecisionId {SPIFF}>credit</spiffworkflow:calledDecisionId>"), ROW),
    (ruled('stepwell:decision="all"'), {"hint": ["a", "b"]}),
    (ruled('stepwell:decision="twice"'), {"doubled": 14}),
]


@pytest.mark.parametrize(("xml", "found"), BOUND)
def test_a_table_decides(xml: bytes, found: dict[str, Any]) -> None:
    made = prepare(xml, files=FILES)
    assert made.mode == "executable" and made.runs and made.runnable is not None
    case = Case(definition(made.runnable, "executable"), {"amount": 7})
    assert case.status == "completed"
    assert case.turn.data == {"amount": 7, **found}
    assert ("decided", "r") in case.trail


@pytest.mark.parametrize(("decision", "shape", "found"), SHAPES)
def test_results_are_told_as_camunda_tells_them(decision: str, shape: str, found: Any) -> None:
    said = f'camunda:decisionRef="{decision}" camunda:resultVariable="x" camunda:mapDecisionResult="{shape}"'
    made = prepare(ruled(said), files=FILES)
    assert made.runnable is not None
    case = Case(definition(made.runnable, "executable"), {"amount": 7})
    if isinstance(found, str):
        (incident,) = case.turn.incidents
        assert found in incident.words
    else:
        assert (case.turn.data, case.turn.incidents) == ({"amount": 7, "x": found}, ())


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (ruled('camunda:decisionRef="nothing"'), "“nothing” is in no file"),
        (ruled('camunda:decisionRef="broken"'), "rule 1, input 1"),
    ],
)
def test_without_a_table_a_person_decides(xml: bytes, why: str) -> None:
    made = prepare(xml, files=FILES)
    assert made.mode == "documenting" and made.runs
    found = [a for a in made.assumptions if a.code == "DONE_BY_PERSON"]
    assert [a.element for a in found] == ["r"] and why in found[0].text
    assert not prepare(xml, "executable", FILES).runs


def test_a_table_that_has_no_answer_is_an_incident() -> None:
    files = {"t.dmn": dmn(table("t", "amount", "y", "> 1 => 1", "> 2 => 2"))}
    made = prepare(ruled('stepwell:decision="t"'), files=files)
    assert made.runnable is not None
    case = Case(definition(made.runnable, "executable"), {"amount": 7})
    assert case.status == "failed" or case.turn.incidents


def test_in_the_dialect_of_spiffworkflow_the_first_rule_counts() -> None:
    files = {"t.dmn": dmn(table("t", "amount", "y", '"X" => 1', " => 2"))}
    made = prepare(
        ruled(inner=f"<spiffworkflow:calledDecisionId {SPIFF}>t</spiffworkflow:calledDecisionId>"), files=files
    )
    assert made.runnable is not None and "DECISION_FIRST" in {a.code for a in made.assumptions}
    assert Case(definition(made.runnable, "executable"), {"amount": "X"}).turn.data == {"amount": "X", "y": 1}


def test_what_a_table_reads_is_asked_of_people() -> None:
    body = nodes("startEvent:s userTask:a endEvent:e") + '<businessRuleTask id="r" stepwell:decision="credit"/>'
    made = prepare(model(body, flows="s>a a>r r>e"), files=FILES)
    assert made.runnable is not None
    task = Case(definition(made.runnable, "executable")).turn.open[0]
    assert task.form["properties"]["amount"]["type"] in ("integer", "number")


def test_a_model_cannot_bring_decisions_of_its_own_making() -> None:
    xml = ruled('stepwell:rules="credit" stepwell:into="x"').replace(
        b"<process", b"<stepwell:decisions>{}</stepwell:decisions><process", 1
    )
    made = prepare(xml)
    assert made.mode == "documenting" and made.runs


def test_the_child_prepares_with_files_as_this_process_does() -> None:
    xml = ruled('stepwell:decision="credit"')
    assert prepare_in_child(xml, files=FILES) == prepare(xml, files=FILES)


@pytest.fixture(scope="module", autouse=True)
def _no_child_is_left() -> Iterator[None]:
    yield
    child.stop()
