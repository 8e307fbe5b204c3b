"""FEEL: what expressions give, what null does, and that no text takes long or more than its share."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.engine import ScriptRejected
from processes.expressions import feel
from processes.expressions.feel import Evaluation, FeelError, TooMuch, budget, evaluate, parse, parse_tests
from processes.expressions.feel.values import value
from processes.expressions.language import condition, display_text, variables_in
from processes.expressions.sandbox import SANDBOX
from tests.support.steps import counted_steps

DATA: dict[str, Any] = {
    "amount": 1200,
    "name": "Ann",
    "approved": True,
    "score": None,
    "due": "2026-11-01",
    "votes": [1, -1, 1, 1],
    "items": [{"sku": "a", "price": 10.0, "qty": 2}, {"sku": "b", "price": 5.5, "qty": 4}],
    "customer": {"name": "Acme", "country": "DE", "tags": ["vip", "b2b"]},
}
MEANT: list[tuple[str, Any]] = [
    ("amount > 1000 and approved", True),
    ('customer.country in ["DE", "AT"]', True),
    ("score = null", True),
    ("not(approved)", False),
    ("is empty([])", True),
    ("not(is empty(customer.tags))", True),
    ('is blank("  ")', True),
    ('get or else(score, "none")', "none"),
    ("count(items) > 1", True),
    ("some i in items satisfies i.qty > 3", True),
    ("every v in votes satisfies v > 0", False),
    ("sum(votes) >= 2", True),
    ('starts with(name, "A")', True),
    ("amount * 0.19 < 300", True),
    ("items[1].sku", "a"),
    ("items[-1].sku", "b"),
    ("items[3]", None),
    ("items[qty > 3].sku", ["b"]),
    ("items.sku", ["a", "b"]),
    ('if amount > 5 then "x" else "y"', "x"),
    ("0.1 + 0.2", 0.3),
    ("for i in 1..3 return i * 2", [2, 4, 6]),
    ("amount in [1000..2000]", True),
    ("amount in ]1000..1200[", False),
    ("amount in (> 1000, < 5)", True),
    ("amount between 1 and 2", False),
    ('date("2026-01-31") + duration("P1M")', "2026-02-28"),
    ('due < date("2026-12-01")', True),
    ('date and time("2026-01-01T10:00:00") - date and time("2026-01-01T09:30:00")', "PT30M"),
    ('string join(customer.tags, "-")', "vip-b2b"),
    ("2 ** 10", 1024),
    ("{a: 1, b: a + 1}.b", 2),
    ('substring("foobar", 3)', "obar"),
    ('substring("foobar", -2, 1)', "a"),
    ("modulo(-12, 5)", 3),
    ("decimal(1 / 3, 2)", 0.33),
    ("round half up(2.5, 0)", 3),
    ("floor(-1.5)", -2),
    ("max(1, 2, 3)", 3),
    ("min(votes)", -1),
    ("mean([1, 2, 3])", 2),
    ("sort([3, 1, 2])", [1, 2, 3]),
    ("distinct values(votes)", [1, -1]),
    ('list contains(customer.tags, "vip")', True),
    ('contains("foobar", "ob")', True),
    ('lower case("AB")', "ab"),
    ('number("12.5") + 1', 13.5),
    ("string(1.10)", "1.1"),
    ("1 / 0", None),
    ("amount / 7 * 7", 1200),
    ('date("2026-02-30")', None),
    ('date("2026-03-01").month', 3),
    ('duration("P1DT2H").hours', 2),
    ('@"2026-01-01" + @"P1D"', "2026-01-02"),
    ("append([1], 2)", [1, 2]),
    ("index of([1, 2, 1], 1)", [1, 3]),
    ("for x in [1, 2], y in [3, 4] return x * y", [3, 4, 6, 8]),
    ("name instance of string", True),
    ('name == "Ann" and amount in [1200]', True),
    ("x in [1, 2] and true", False),
    ('years and months duration(date("2025-01-15"), date("2026-03-01"))', "P1Y1M"),
    ('"a" + "b"', "ab"),
    ('amount = "1200"', None),
]


@pytest.mark.parametrize(("text", "found"), MEANT, ids=[text for text, _ in MEANT])
def test_an_expression_gives(text: str, found: Any) -> None:
    assert evaluate(text, DATA) == found


NULLS = [
    ("missing", None),
    ("missing.field.deeper", None),
    ("missing > 3", None),
    ("missing = null", True),
    ("missing + 1", None),
    ("missing > 3 or true", True),
    ("missing > 3 and false", False),
    ("missing and true", None),
    ("not(missing)", None),
    ("if missing then 1 else 2", 2),
    ('"a" < 1', None),
    ("1 = null", False),
    ("1 != null", True),
    ("count(missing)", None),
    ("sum([])", None),
    ("upper case(1)", None),
    ("missing[1]", None),
    ("some x in missing satisfies x > 1", None),
    ("every x in missing satisfies x > 1", None),
]


@pytest.mark.parametrize(("text", "found"), NULLS, ids=[text for text, _ in NULLS])
def test_what_is_not_there_is_null(text: str, found: Any) -> None:
    assert evaluate(text, {}) == found


CELLS: list[tuple[str, Any, bool]] = [
    ("-", 1, True),
    ("", None, True),
    ("< 5", 3, True),
    ("< 5", 5, False),
    (">= 5", 5, True),
    ("[1..5]", 5, True),
    ("[1..5)", 5, False),
    ("]1..5]", 1, False),
    ("(1..5]", 5, True),
    ('"a","b"', "b", True),
    ('not("a","b")', "b", False),
    ("not(< 5)", 3, False),
    ("? < 100", 5, True),
    ('? == "x"', "x", True),
    ("'x'", "x", True),
    ("true", True, True),
    ("false", True, False),
    ('date("2026-01-01")', "2026-01-01", True),
    ('> date("2026-01-01")', "2026-02-01", True),
    ('[date("2026-01-01")..date("2026-12-31")]', "2026-02-01", True),
    ("[1,2,3]", 2, True),
    ("? > 1 and ? < 3", 2, True),
    ("null", None, True),
    ("not(null)", 3, True),
    ('starts with(?, "f")', "foo", True),
    ("5, > 10", 11, True),
    ("< 5", None, False),
    ("< 5", "text", False),
    ("not(< 5)", "text", False),
    ("not(< 5)", None, False),
    ("limit", 7, True),
    ("? in [1, 2]", 2, True),
    ("1.0", 1, True),
    ("not (? in [1, 2])", 2, False),
]


@pytest.mark.parametrize(("cell", "asked", "holds"), CELLS)
def test_a_cell_holds(cell: str, asked: Any, holds: bool) -> None:
    assert Evaluation({"limit": 7}).holds(parse_tests(cell), value(asked)) is holds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a b",
        "foo(1)",
        "1 +",
        "(",
        "[1..",
        "x = = 1",
        "if a then b",
        "a; b",
        "“x”",
        "(" * 99 + "1" + ")" * 99,
        "-" * 99 + "1",
        "+".join("1" * 500),
        "1e999",
        "is it large?",
    ],
)
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(FeelError):
        parse(text)


def doubling(width: int, first: str = "[1,1,1,1]") -> str:
    """A context whose last entry unfolds to very many items."""
    pairs = zip("abcdefghijk", "bcdefghijkl", strict=True)
    return f"{{a: {first}, " + ", ".join(f"{y}: [{','.join(x * width)}]" for x, y in pairs) + "}"


HEAVY = [
    "for a in 1..1000, b in 1..1000 return 1",
    "for a in 1..99999999 return a",
    "2 ** 2 ** 2 ** 2 ** 2 ** 2 ** 2",
    doubling(8),
    f"flatten({doubling(4)}.l)",
    f"{doubling(4)}.l = {doubling(4)}.l",
    f"string({doubling(8)})",
    "distinct values(for a in 1..300, b in 1..60 return [a, b])",
    "some a in 1..9999, b in 1..9999 satisfies a = 0",
    "for a in 1..20000 return upper case(big)",
    "concatenate(lots, lots, lots)",
]


@pytest.mark.parametrize("text", HEAVY)
def test_no_expression_takes_long(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "CPU_SECONDS", 600.0)
    with counted_steps() as counted, suppress(TooMuch):
        evaluate(text, {"big": "x" * 90_000, "lots": [1] * 9000})
    assert counted.calls < 5_000_000


@settings(max_examples=300)
@given(st.text(max_size=60) | st.text("abiforinsmt .,()[]<>=!\"'0123-+*/?{}:@", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        node = parse(text)
    except FeelError as error:
        assert str(error)
        return
    with suppress(TooMuch):
        Evaluation({"a": 1, "b": [1, "x"]}).result(node)
    feel.as_python(node)


numbers = st.integers(-1000, 1000)


@given(numbers, numbers, numbers)
def test_an_interval_is_its_two_comparisons(low: int, high: int, asked: int) -> None:
    data = {"low": low, "high": high, "asked": asked}
    for left, right, as_compared in (
        ("[", "]", "asked >= low and asked <= high"),
        ("(", ")", "asked > low and asked < high"),
        ("]", "[", "asked > low and asked < high"),
        ("[", ")", "asked >= low and asked < high"),
    ):
        assert evaluate(f"asked in {left}low..high{right}", data) == evaluate(as_compared, data)


@given(st.lists(numbers, max_size=8))
def test_lists_are_counted_and_summed_as_numbers_are(found: list[int]) -> None:
    data = {"found": found}
    assert evaluate("count(found)", data) == len(found)
    assert evaluate("sum(found)", data) == (sum(found) if found else None)
    assert evaluate("sort(found)", data) == sorted(found) or not found
    assert evaluate("for x in found return x + 1", data) == [x + 1 for x in found]
    assert evaluate("found[item > 0]", data) == [x for x in found if x > 0]


@given(st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=5)), st.one_of(st.none(), st.booleans(), numbers))
def test_truth_has_three_values(left: Any, right: Any) -> None:
    three = {True: True, False: False}
    a, b = (three.get(x) if isinstance(x, bool) else None for x in (left, right))
    both = False if a is False or b is False else True if a and b else None
    either = True if a or b else False if a is False and b is False else None
    assert evaluate("l and r", {"l": left, "r": right}) is both
    assert evaluate("l or r", {"l": left, "r": right}) is either


@given(st.decimals(-(10**9), 10**9, places=2), st.decimals(-(10**9), 10**9, places=2))
def test_numbers_are_decimals(left: Decimal, right: Decimal) -> None:
    assert evaluate(f"({left}) + ({right}) = {left + right}", {}) is True
    assert evaluate(f"({left}) < ({right})", {}) is (left < right)


def test_conditions_in_feel_are_worked_out_without_the_sandbox() -> None:
    found = condition('= customer.country = "DE" and missing > 3 or amount >= 1200')
    assert found is not None
    assert SANDBOX.evaluate(found, DATA) is True
    assert variables_in(found) == {"customer", "missing", "amount"}
    assert display_text(found) == "customer.country == 'DE' and missing > 3 or amount >= 1200"
    with pytest.raises(ScriptRejected):
        SANDBOX.evaluate(condition("= some a in 1..9999, b in 1..9999 satisfies a = 0") or "", {})


def test_comparisons_in_a_row_are_meant_as_people_read_them() -> None:
    assert evaluate("1 < 5 <= 5", {}) is True
    assert evaluate("1 < 5 < 5", {}) is False
    assert Evaluation({}).holds(parse_tests("1 <= ? < 3"), value(2))
    assert not Evaluation({}).holds(parse_tests("1 <= ? < 3"), value(3))


def test_odd_names_do_no_harm() -> None:
    names = frozenset({"Guests with children?", "Men's age", "(", "a-b", ""})
    assert Evaluation({"Guests with children?": True}).result(parse("Guests with children? and 1 < 2", names)) is True
    assert Evaluation({"a-b": 3, "x": 1}).result(parse("a-b + x", names)) == 4


def test_names_of_several_words() -> None:
    names = frozenset({"Applicant Age", "Credit score"})
    assert Evaluation({"Applicant Age": 20}).result(parse("Applicant Age >= 18", names)) is True
    assert Evaluation({"a": {"Credit score": 2}}).result(parse("a.Credit score + 1", names)) == 3
