"""Plain conditions and scripts come to what the sandbox says, and what is not plain is left to it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.errors import ScriptRejected
from processes.expressions import fast_path
from processes.expressions.sandbox import Sandbox

NAMES = ("amount", "route", "urgent", "lines")
values = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.floats(-2, 2), st.sampled_from(["", "A", "B"]),
    st.lists(st.sampled_from(["A", 1, None]), max_size=2),
)  # fmt: skip
words = st.one_of(st.sampled_from(NAMES), st.sampled_from(["1", "-0.0", "'A'", "None", "True", "1.5"]))
sums = st.recursive(
    words,
    lambda inner: st.tuples(inner, st.sampled_from([" + ", " - ", " * "]), inner).map(
        lambda parts: f"({parts[0]}{parts[1]}{parts[2]})"
    ),
    max_leaves=4,
)
comparisons = st.tuples(sums, st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in"]), sums).map(" ".join)
conditions = st.recursive(
    comparisons | words,
    lambda inner: st.one_of(
        inner.map(lambda one: f"not ({one})"),
        st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map(
            lambda parts: f"({parts[0]}){parts[1]}({parts[2]})"
        ),
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def sandbox():
    made = Sandbox(workers=1)
    yield made
    made.close()


@settings(max_examples=300, deadline=None)
@given(expression=conditions, data=st.dictionaries(st.sampled_from(NAMES), values))
def test_what_is_plain_comes_to_what_the_sandbox_says(sandbox: Sandbox, expression: str, data: dict[str, Any]) -> None:
    found = fast_path.truth(expression, data)
    if found is None:
        return
    assert sandbox.evaluate_in_worker(expression, data) is found


@pytest.mark.parametrize(
    "expression",
    ["amount / 1 > 2", "f(amount)", "amount.real > 1", "route[0] == 'A'", "[1] == amount", "1 < amount < 3", "(x := 1)",
     "lambda: 1", "amount if route else 1", "f'{route}' == 'A'", "amount is None", "...", "b'x' == route", "", "a b",
     " and ".join(["amount > 1"] * 40), "not " * 5000 + "route", "missing == 1", "amount", "amount > 'x'"],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_sandbox(expression: str) -> None:
    assert fast_path.truth(expression, {"amount": 2, "route": "A"}) is None


def test_the_sandbox_is_not_asked_for_what_is_plain() -> None:
    made = Sandbox(workers=1)
    assert made.evaluate("amount > 1000 and route == 'B' or not urgent", {"amount": 5, "route": "B", "urgent": False})
    assert made.calls == 0
    with pytest.raises(ScriptRejected):
        made.evaluate("missing > 1", {})
    assert made.calls == 1
    made.close()


assignments = st.tuples(
    st.sampled_from(NAMES), st.sampled_from([" = ", " += ", " -= ", " *= "]), st.one_of(sums, conditions)
).map("".join)
scripts = st.lists(assignments, max_size=3).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(script=scripts, data=st.dictionaries(st.sampled_from(NAMES), values))
def test_a_plain_script_changes_what_the_sandbox_changes(sandbox: Sandbox, script: str, data: dict[str, Any]) -> None:
    before = repr(data)
    found = fast_path.changes(script, data)
    assert repr(data) == before
    if found is not None:
        known = {name: value for name, value in data.items() if name in script}
        assert repr(sorted(sandbox.execute_in_worker(script, known).items())) == repr(sorted(found.items()))


@pytest.mark.parametrize(
    ("script", "changed"),
    [("x = a + 1", {"x": 3}), ("a = 2", {}), ("a += 0.5", {"a": 2.5}),
     ("x = 'A'; y = x + route", {"x": "A", "y": "AA"}), ("# nothing", {}),
     ("ok = a > 1 and not lines", {"ok": True}), ("x = -1", {"x": -1}), ("x = None", {"x": None})],
)  # fmt: skip
def test_a_plain_script_is_worked_out_without_the_sandbox(script: str, changed: dict[str, Any]) -> None:
    data = {"a": 2, "route": "A", "lines": []}
    assert fast_path.changes(script, data) == changed
    made = Sandbox(workers=1)
    assert made.execute(script, data) == changed and made.calls == 0
    made.close()


@pytest.mark.parametrize(
    "script",
    ["x = a * 'A'", "x = lines", "x = missing", "x = a / 2", "x, y = 1, 2", "x = y = 1", "x[0] = 1",
     "import os", "a.b = 1", "x = [1]", "json = 1", "_x = 1", "del a", "if a: x = 1", "x: int = 1", "x = 2 ** 9", "x =",
     "x = '" + "A" * 2000 + "'", f"x = {2**60}", f"x = {2**50} * 100", "x = '\\ud800'", "x = True + 1", "x = 1e300 * a",
     "x = 1\n" * 300],
)  # fmt: skip
def test_a_script_that_is_not_plain_is_left_to_the_sandbox(script: str) -> None:
    assert fast_path.changes(script, {"a": 2, "lines": []}) is None
