"""Plain conditions come to what the sandbox says, and what is not plain is left to it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.engine.errors import ScriptRejected
from processes.engine.scripts import plain
from processes.engine.scripts.sandbox import Sandbox

NAMES = ("amount", "route", "urgent", "lines")
values = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.floats(-2, 2), st.sampled_from(["", "A", "B"]),
    st.lists(st.sampled_from(["A", 1, None]), max_size=2),
)  # fmt: skip
words = st.one_of(st.sampled_from(NAMES), st.sampled_from(["1", "-0.0", "'A'", "None", "True", "1.5"]))
comparisons = st.tuples(words, st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in"]), words).map(" ".join)
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
    found = plain.truth(expression, data)
    if found is None:
        return
    assert sandbox.asked(expression, data) is found


@pytest.mark.parametrize(
    "expression",
    ["amount + 1 > 2", "f(amount)", "amount.real > 1", "route[0] == 'A'", "[1] == amount", "1 < amount < 3", "(x := 1)",
     "lambda: 1", "amount if route else 1", "f'{route}' == 'A'", "amount is None", "...", "b'x' == route", "", "a b",
     " and ".join(["amount > 1"] * 40), "not " * 5000 + "route", "missing == 1", "amount", "amount > 'x'"],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_sandbox(expression: str) -> None:
    assert plain.truth(expression, {"amount": 2, "route": "A"}) is None


def test_the_sandbox_is_not_asked_for_what_is_plain() -> None:
    made = Sandbox(workers=1)
    assert made.evaluate("amount > 1000 and route == 'B' or not urgent", {"amount": 5, "route": "B", "urgent": False})
    assert made.calls == 0
    with pytest.raises(ScriptRejected):
        made.evaluate("missing > 1", {})
    assert made.calls == 1
    made.close()
