"""Decision tables: every hit policy, what cells may ask, decisions that feed others, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.decisions import CannotDecide, Evaluator, decisions_in, input_fields, packed, unpacked
from processes.model import Refused
from tests.processes.decisions.tables import SPACES, dmn, formula, table
from tests.support.steps import counted_steps

LEVELS = ('< 100 => "small"', '[100..1000) => "middle"', '>= 1000 => "large"')


def decide(content: bytes, id: str = "t", **data: Any) -> Any:
    return Evaluator(decisions_in({"t.dmn": content})).decide(id, data)


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("prefix", ["", "dmn"])
def test_tables_of_all_name_spaces(space: str, prefix: str) -> None:
    content = dmn(table("t", "amount:number", "size", *LEVELS), space=space, prefix=prefix)
    assert [decide(content, amount=n).value for n in (5, 100, 999.99, 1000, None)] == [
        "small",
        "middle",
        "middle",
        "large",
        None,
    ]


OVERLAPPING = ('> 0 => "b" | 1', '> 5 => "a" | 2', '> 9 => "c" | 3')
POLICIES: list[tuple[str, str, int, Any]] = [
    ("FIRST", "", 10, {"x": "b", "y": 1}),
    ("F", "", 10, {"x": "b", "y": 1}),
    ("PRIORITY", "", 10, {"x": "a", "y": 2}),
    ("OUTPUT ORDER", "", 10, [{"x": "a", "y": 2}, {"x": "b", "y": 1}, {"x": "c", "y": 3}]),
    ("RULE ORDER", "", 6, [{"x": "b", "y": 1}, {"x": "a", "y": 2}]),
    ("COLLECT", "", 6, [{"x": "b", "y": 1}, {"x": "a", "y": 2}]),
    ("COLLECT", "", 0, []),
    ("UNIQUE", "", 0, None),
]


@pytest.mark.parametrize(("policy", "aggregation", "asked", "value"), POLICIES)
def test_hit_policies(policy: str, aggregation: str, asked: int, value: Any) -> None:
    made = table("t", "n", "x;y", *OVERLAPPING, policy=policy, aggregation=aggregation, orders={"x": '"a","b","c"'})
    assert decide(dmn(made), n=asked).value == value


def test_a_comma_in_quotes_parts_no_values() -> None:
    rules = ('- => "a"', '- => "b, c"')
    assert decide(dmn(table("t", "n", "x", *rules, policy="PRIORITY", orders={"x": '"b, c","a"'})), n=1).value == "b, c"


@pytest.mark.parametrize(
    ("aggregation", "value", "none"), [("SUM", 6, None), ("MIN", 1, None), ("MAX", 3, None), ("COUNT", 3, 0)]
)
def test_collected_outputs_are_added_up(aggregation: str, value: int, none: Any) -> None:
    made = table("t", "n", "y", "> 0 => 1", "> 5 => 2", "> 9 => 3", policy="COLLECT", aggregation=aggregation)
    assert decide(dmn(made), n=10).value == value
    assert decide(dmn(made), n=0).value == none
    letter = {"SUM": "C+", "MIN": "C&lt;", "MAX": "C>", "COUNT": "C#"}[aggregation]
    made = table("t", "n", "y", "> 0 => 1", "> 5 => 2", "> 9 => 3", policy=letter)
    assert decide(dmn(made), n=10).value == value


def test_a_unique_table_with_two_answers_says_which() -> None:
    with pytest.raises(CannotDecide, match="2 do: 1 and 2"):
        decide(dmn(table("t", "n", "y", "> 0 => 1", "> 5 => 2")), n=9)


def test_any_rules_must_agree() -> None:
    agreeing = table("t", "n", "y", "> 0 => 1", "> 5 => 1", policy="ANY")
    assert decide(dmn(agreeing), n=9).value == 1
    with pytest.raises(CannotDecide, match="differ"):
        decide(dmn(table("t", "n", "y", "> 0 => 1", "> 5 => 2", policy="ANY")), n=9)


def test_a_default_stands_in() -> None:
    made = table("t", "n", "y", "> 0 => 1", defaults={"y": '"none"'})
    assert decide(dmn(made), n=-1).value == "none"
    assert decide(dmn(made), n=-1).hits == ()


def test_a_table_feeds_another() -> None:
    season = table("season", "month", "season", '[1..2] => "winter"', '> 2 => "summer"')
    guests = formula("people", "adults + children", variable="people")
    rules = ('"winter" | <= 4 => "stew"', '"winter" | > 4 => "soup"', '- | - => "salad"')
    dish = table("dish", "season;people", "dish", *rules, policy="FIRST", requires="season people")
    content = dmn(season, guests, dish)
    assert decide(content, "dish", month=1, adults=2, children=1).value == "stew"
    given = decide(content, "dish", month=7, adults=2, children=1)
    assert given.value == "salad" and given.hits == (2,) and given.before["season"].value == "summer"
    assert input_fields(decisions_in({"a.dmn": content}), "dish") == {"month": "", "adults": "", "children": ""}


def test_decisions_that_require_themselves_are_no_answer() -> None:
    with pytest.raises(CannotDecide, match="requires itself"):
        decide(dmn(formula("t", "1", requires="u"), formula("u", "1", requires="t")))


def test_typed_columns_read_texts_as_what_they_stand_for() -> None:
    made = table("t", "due:date;n:integer;ok:boolean", "y", '< date("2026-06-01") | >= 10 | true => "yes"')
    assert decide(dmn(made), due="2026-05-31", n="12", ok="true").value == "yes"
    assert decide(dmn(made), due="2026-06-01", n=12, ok=True).value is None


def test_python_like_cells_of_spiffworkflow() -> None:
    made = table("t", "age;name", "y", "? < 18 | - => 'minor'", "? >= 18 and ? < 65 | 'Ann' => 'adult'")
    assert decide(dmn(made), age=4, name="x").value == "minor"
    assert decide(dmn(made), age=30, name="Ann").value == "adult"


def test_names_of_several_words_find_their_field() -> None:
    data = '<inputData id="i" name="Applicant Age"/>'
    content = dmn(data, table("t", "Applicant Age", "y", ">= 18 => true"))
    assert decide(content, **{"Applicant Age": 20}).value is True
    assert decide(content, applicantAge=20).value is True
    assert decide(content, applicant_age=20).value is True


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (table("t", "n", "y", "is it large => 1"), "in rule 1, input 1"),
        (table("t", "n", "y", "> 1 => a b"), "in rule 1, output 1"),
        (table("t", "n", "y", "> 1 | 2 => 1"), "another number of cells"),
        (table("t", "n", "x;y", "> 1 => 1 | 2", policy="COLLECT", aggregation="SUM"), "several outputs"),
        (table("t", "n", "y", policy="WEIRD"), "hit policy is “W”"),
        ('<decision id="t" name="t"/>', "empty"),
        ('<decision id="t" name="t"><context/><!-- --></decision>'.replace("context", "unknown"), "empty"),
        (formula("t", "1").replace("<literalExpression", '<literalExpression expressionLanguage="groovy"'), "groovy"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said(made: str, why: str) -> None:
    found = decisions_in({"t.dmn": dmn(made)})["t"]
    assert why in found.fault
    with pytest.raises(CannotDecide):
        Evaluator({"t": found}).decide("t", {})


@pytest.mark.parametrize(
    "content", [b"", b"no", b"<a/>", b'<!DOCTYPE a []><a xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>']
)
def test_no_dmn_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        decisions_in({"t.dmn": content})


def test_decisions_come_back_from_json() -> None:
    content = dmn(
        table("t", "n:number", "x;y", *OVERLAPPING, policy="PRIORITY", orders={"x": '"a","b"'}, requires="u"),
        formula("u", "1"),
    )
    found = decisions_in({"t.dmn": content})
    assert unpacked(packed({"t.dmn": content})) == found


CELLS = st.sampled_from(["-", "< 3", ">= 3", "[1..5]", "]2..4[", "2", "not(3)", "1, 4", "null", "> 10"])


@given(st.lists(st.tuples(CELLS, CELLS, st.integers(0, 9)), max_size=6), st.integers(-1, 6), st.integers(-1, 6))
def test_policies_agree_with_each_other(rows: list[tuple[str, str, int]], a: int, b: int) -> None:
    rules = [f"{x} | {y} => {z}" for x, y, z in rows]
    given_by = {
        p: decide(dmn(table("t", "a;b", "z", *rules, policy=p)), a=a, b=b) for p in ("FIRST", "RULE ORDER", "C+", "C#")
    }
    listed = given_by["RULE ORDER"].value
    assert given_by["FIRST"].value == (listed[0] if listed else None)
    assert given_by["C#"].value == len(listed)
    assert given_by["C+"].value == (sum(listed) if listed else None)
    singles = [decide(dmn(table("t", "a;b", "z", rule, policy="FIRST")), a=a, b=b).value for rule in rules]
    assert [z for z in singles if z is not None] == listed


def test_very_large_tables_are_left_to_people_without_reading_them() -> None:
    many = table("t", "a", "y", *(f"{n} => {n}" for n in range(6000)))
    wide = [table(f"t{n}", ";".join("abcdefgh"), "y", *["- | - | - | - | - | - | - | - => 1"] * 200) for n in range(8)]
    long, broad = dmn(many), dmn(*wide)
    with counted_steps() as counted:
        assert "more than 2,000 rules" in decisions_in({"t.dmn": long})["t"].fault
        found = decisions_in({"t.dmn": broad})
    assert not found["t0"].fault and found["t7"].fault
    assert counted.calls < 4_000_000


def test_fields_are_asked_with_their_way_and_type() -> None:
    made = table("t", "customer.age:number;sum(for i in items return i.price);ok:boolean", "y", "> 1 | > 2 | true => 1")
    assert input_fields(decisions_in({"t.dmn": dmn(made)}), "t") == {
        "customer.age": "number",
        "items": "",
        "ok": "boolean",
    }


def test_decisions_that_an_earlier_version_kept_still_decide() -> None:
    column = {"label": "n", "expression": "n", "type": "number"}
    output = {"name": "y", "label": "", "type": "", "default": "", "order": []}
    rules = [{"inputs": ["> 5"], "outputs": ["1"], "note": ""}, {"inputs": ["-"], "outputs": ["twice"], "note": ""}]
    plain = {"variable": "", "asks": [], "names": [], "fault": ""}
    table_of = {"id": "t", "name": "t", "policy": "F", "inputs": [column], "outputs": [output], "rules": rules}
    twice = {"id": "u", "name": "twice", "policy": "U", "inputs": [], "outputs": [], "rules": [], "formula": "n * 2"}
    text = json.dumps(
        {"t": {**table_of, **plain, "formula": "", "requires": ["u"]}, "u": {**twice, **plain, "requires": []}}
    )
    evaluator = Evaluator(unpacked(text))
    assert [evaluator.decide("t", {"n": n}).value for n in (9, "9", 3)] == [1, 1, 6]
