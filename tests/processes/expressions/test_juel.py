"""JUEL: what is translated, what is not, and that translations mean the same."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.errors import ScriptRejected
from processes.expressions.feel import FeelError
from processes.expressions.juel import translated
from processes.expressions.language import condition, display_text, expression, expression_fault, readable, variables_in
from processes.expressions.sandbox import SANDBOX

DATA: dict[str, Any] = {
    "a": "x",
    "b": [1],
    "n": 5,
    "none": None,
    "order": {"total": 12, "lines": [{"sku": "k"}]},
    "ok": True,
    "said": "5",
    "half": "5.5",
    "word": "TRUE",
}
MEANT = [
    ("a == 'x' and not empty b", True),
    ("a eq 'x' && !empty b", True),
    ('a ne "x" or n ge 5', True),
    ("n lt 5", False),
    ("n le 5", True),
    ("n gt 4", True),
    ("n div 2 == 2.5", True),
    ("n mod 2 == 1", True),
    ("execution.getVariable('n') > 4", True),
    ("order.total > 10", True),
    ("order['total'] == 12", True),
    ("order.lines[0].sku == 'k'", True),
    ("order.lines.size() == 1", True),
    ("a.equals('x')", True),
    ("a.contains('x')", True),
    ("b.contains(2)", False),
    ("empty none", True),
    ("empty n", False),
    ("n > 3 ? 'many' : 'few'", "many"),
    ("ok == 'true'", True),
    ("ok != 'false'", True),
    ("n == '5'", True),
    ("said == 5", True),
    ("said + 1", 6),
    ("said + said", 10),
    ("half + said", 10.5),
    ("none + 3", 3),
    ("'' + 3", 3),
    ("said > 4", True),
    ("said < n + 1", True),
    ("said lt '40'", False),
    ("half gt said", True),
    ("none < 3", False),
    ("a == 5", False),
    ("n == half", False),
    ("-said", -5),
    ("-7 % 4", -3),
    ("word && n == said", True),
    ("order.gone == null || order.gone > 3", True),
    ("order.total + order.lines.size()", 13),
    ("said == '5'", True),
    ("none == null", True),
    ("a.toUpperCase() == 'X'", True),
    ("-n + 3 * 2 == 1", True),
    ("a.length() == 1", True),
    ("(n > 3 && n < 4) || ok", True),
    ("'it''s'", None),
    ("5L + 1", 6),
    ("a.isEmpty()", False),
    ("a.equalsIgnoreCase('X')", True),
]


@pytest.mark.parametrize(("text", "value"), [one for one in MEANT if one[1] is not None])
def test_what_is_translated_means_the_same(text: str, value: Any) -> None:
    found = expression(f"${{{text}}}")
    assert found is not None
    assert SANDBOX.evaluate(found, DATA) == value


@pytest.mark.parametrize(
    "text",
    [
        "bean.check()",
        "check(x)",
        "execution.setVariable('x', 1)",
        "a = 1",
        "x.class.name.foo()",
        "",
        "a b",
        "'a",
        "a ==",
        "__class__",
        "execution.getVariable(n)",
        "(" * 60 + "a" + ")" * 60,
        "!" * 60 + "a",
        "a ? b",
        "lambda",
        "${a}",
        "a; b",
        "execution.getVariable('import')",
    ],
)
def test_what_is_not_known_is_left_to_people(text: str) -> None:
    assert condition(f"${{{text}}}") is None
    assert expression_fault(f"${{{text}}}")


@pytest.mark.parametrize("text", ["a + 1", "a > 3", "ok + 1", "b * 2", "n / 0", "n % 0", "order.total + order.lines"])
def test_what_is_no_number_is_an_error_in_words(text: str) -> None:
    with pytest.raises(ScriptRejected, match=r"^Expected "):
        SANDBOX.evaluate(expression(f"${{{text}}}") or "", DATA)


def test_people_read_what_is_worked_out_in_its_own_way() -> None:
    found = expression("${said + 1 > n}") or ""
    assert (readable(found), display_text(found), variables_in(found)) == (
        "said + 1 > n",
        "said + 1 > n",
        {"said", "n"},
    )


def test_undefined_names_are_errors() -> None:
    with pytest.raises(ScriptRejected):
        SANDBOX.evaluate(condition("${nobody > 1}") or "", {})


@given(st.text(max_size=60) | st.text("ab('\").=!<>&|?:[]{}+-*/ 01eqnot", max_size=40))
def test_any_text_is_translated_to_one_expression_or_refused(text: str) -> None:
    try:
        found = translated(text)
    except FeelError as error:
        assert str(error)
    else:
        assert ast.parse(found, mode="eval")
        ours = {"len", "int", "float", "str"}
        calls = [n for n in ast.walk(ast.parse(found)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
        assert all(isinstance(n.func, ast.Name) and n.func.id in ours for n in calls)
