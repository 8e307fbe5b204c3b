"""No expression costs more than it may: what is dear ends by steps, with the time as a fence behind."""

from __future__ import annotations

from typing import Any

import pytest

from processes.engine import ScriptRejected
from processes.expressions import feel
from processes.expressions.feel import FeelError, TooMuch, budget, evaluate, parse
from processes.expressions.language import condition
from processes.expressions.sandbox import SANDBOX

NUMBERS = [n / 7 for n in range(19_990)]
TEXT = "x" * 90_000
CONTEXT = {str(n): n for n in range(15_000)}
DEAR: list[tuple[str, dict[str, Any]]] = [
    ("count(distinct values(l)) > 1", {"l": [[n] for n in range(2000)]}),
    (" + ".join(["count(sort(l))"] * 10), {"l": NUMBERS}),
    ("for i in 1..20000 return sort(l)", {"l": NUMBERS}),
    ("sort(l, function(a, b) a < b)", {"l": NUMBERS}),
    ("for i in 1..20000 return union(l, l)", {"l": NUMBERS[:9000]}),
    ("for i in 1..20000 return reverse(l)", {"l": NUMBERS}),
    ("for i in 1..20000 return l = l", {"l": NUMBERS}),
    ("for i in 1..20000 return list contains(l, -1)", {"l": NUMBERS}),
    ("for i in 1..20000 return flatten([l, l])", {"l": NUMBERS[:9000]}),
    ("for i in 1..20000 return sum(l)", {"l": NUMBERS}),
    ("for i in 1..20000 return string(l)", {"l": NUMBERS}),
    ("for i in 1..20000 return get entries(c)", {"c": CONTEXT}),
    ("for i in 1..20000 return context merge([c, c])", {"c": CONTEXT}),
    ("for i in 1..20000 return t + t", {"t": TEXT}),
    ("for i in 1..20000 return upper case(t)", {"t": TEXT}),
    ("for i in 1..20000 return string join(l, t)", {"l": ["a"] * 9000, "t": "b" * 9}),
    ("for i in 1..20000 return replace(t, 'x', 'y')", {"t": TEXT}),
    ("for i in 1..20000 return split(t, 'x')", {"t": TEXT[:9000]}),
    ("for i in 1..20000 return matches(t, p)", {"t": TEXT, "p": "(a|b|c|x){5,500}z"}),
    ("for i in 1..20000 return i ** 0.5", {}),
    ("for i in 1..20000 return log(i)", {}),
    ("for a in 1..1000, b in 1..1000 return 1", {}),
    ("for i in 1..10 ** 6000 return i", {}),
    ("string(for i in 1..19999 return partial)", {}),
    ("(function(f) f(f))(function(f) f(f))", {}),
    ("(function(f) f(f) + f(f))(function(f) f(f) + f(f))", {}),
    ("{f: function(n) if n = 0 then 0 else f(n - 1), r: f(100000)}.r", {}),
]


@pytest.mark.parametrize(("text", "data"), DEAR, ids=[text for text, _ in DEAR])
def test_what_is_dear_ends_by_steps(text: str, data: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "CPU_SECONDS", 600.0)
    with pytest.raises(TooMuch):
        evaluate(text, data)


BOUNDED = [
    ('duration("P1M") * 10 ** 6000', None),
    ('string(duration("P1M") * 10 ** 6000)', None),
    ("*".join(['duration("P1M")', *["10 ** 6000"] * 20]), None),
    ('duration("P999999999999999999D") * 999999999', None),
    ('date("999999999-12-31") + duration("P1D")', None),
    ("date(10 ** 6000, 1, 1)", None),
    ("[1, 2][10 ** 6000]", None),
    ('substring("abc", 10 ** 6000)', None),
    ("10 ** 6000 * 10 ** 6000", None),
    ("count(for i in 1..9000 return 10 ** 30)", 9000),
]


@pytest.mark.parametrize(("text", "found"), BOUNDED, ids=[text[:60] for text, _ in BOUNDED])
def test_numbers_and_durations_are_bounded(text: str, found: Any) -> None:
    assert evaluate(text, {}) == found


def test_past_its_time_an_expression_ends_within_a_long_built_in(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "sort(l, function(a, b) a < b)"
    assert evaluate(text, {"l": NUMBERS[:500]}) == NUMBERS[:500]
    monkeypatch.setattr(budget, "CPU_SECONDS", 0.0)
    with pytest.raises(TooMuch):
        evaluate(text, {"l": NUMBERS[:500]})


def test_a_dear_condition_is_an_incident_in_words() -> None:
    found = condition("=count(distinct values(l)) > 100000") or ""
    with pytest.raises(ScriptRejected, match="few steps"):
        SANDBOX.evaluate(found, {"l": [[n] for n in range(2000)]})


@pytest.mark.parametrize("text", ["a in (" * 28 + "b c", "x" * 30_000, "[" * 40 + "]" * 40, '"' + "a" * 25_000 + '"'])
def test_no_text_takes_long_to_be_read(text: str) -> None:
    with pytest.raises(FeelError):
        parse(text)


@pytest.mark.parametrize(
    "pattern", ["(((((a{1,30}){1,30}){1,30})))", "a" * 2000, r"\\p{L}{1,999}\\p{L}{1,999}", r"(a)\\1"]
)
def test_patterns_that_cannot_be_matched_are_refused_with_words(pattern: str) -> None:
    with pytest.raises(FeelError, match="pattern"):
        feel.evaluate(f'matches("aaa", "{pattern}")', {})
