"""Filled-in forms that are made to keep the server busy, or to break it, are checked as quickly as others."""

from __future__ import annotations

from typing import Any

import pytest

from processes.errors import InvalidForm
from processes.forms.check import MOST_ITEMS, MOST_SAID, check
from tests.support.steps import counted_steps

OPTIONS = [{"const": f"option {number}", "title": "An option"} for number in range(500)]
TEXT: dict[str, Any] = {"type": "string"}


def form(rule: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": rule}}


def many(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return form({"type": "array", "items": items, **more})


ODD = [number if number % 2 else str(number) for number in range(9_000)]
BUSY: list[tuple[dict[str, Any], Any]] = [
    (many({}, uniqueItems=True), [*ODD, 1]),
    (many(TEXT | {"enum": ["x"]}, uniqueItems=True), ODD),
    (many(TEXT | {"oneOf": OPTIONS}), [f"none {number}" for number in range(9_000)]),
    (many(TEXT), ["x"] * (MOST_ITEMS + 1)),
    ({"type": "object", "properties": {}, "required": [f"needed {number}" for number in range(500)]}, "nothing"),
]


@pytest.mark.parametrize(("schema", "value"), BUSY)
def test_odd_values_are_refused_in_a_moment(schema: dict[str, Any], value: Any) -> None:
    with counted_steps() as counted, pytest.raises(InvalidForm) as refused:
        check(schema, {"a": value})
    assert counted.calls < 1_000_000
    assert 1 <= len(refused.value.errors) <= max(MOST_SAID, 500)


def test_long_lists_that_fit_are_taken() -> None:
    chosen = [option["const"] for option in OPTIONS]
    assert check(many(TEXT | {"oneOf": OPTIONS}, uniqueItems=True), {"a": chosen}) == {"a": chosen}
    assert check(many(TEXT), {"a": ["x"] * MOST_ITEMS})


@pytest.mark.parametrize(
    ("items", "fits"),
    [([1, 2], True), ([1, 1.0], False), ([1, True], True), ([1, "1"], True), ([[1], [1.0]], False),
     ([{"b": 1, "a": 2}, {"a": 2, "b": 1}], False), ([None, 0, False, ""], True)],
)  # fmt: skip
def test_what_is_the_same_thing_twice(items: list[Any], fits: bool) -> None:
    if fits:
        assert check(many({}, uniqueItems=True), {"a": items}) == {"a": items}
    else:
        with pytest.raises(InvalidForm, match="the same thing twice"):
            check(many({}, uniqueItems=True), {"a": items})


@pytest.mark.parametrize("options", [OPTIONS, [{"const": "x"}, {"type": "string", "minLength": 3}]])
def test_one_of_the_options(options: list[dict[str, Any]]) -> None:
    assert check(form({"oneOf": options}), {"a": "option 7"})
    with pytest.raises(InvalidForm, match="one of the options"):
        check(form({"oneOf": options}), {"a": "no"})


@pytest.mark.parametrize("number", [1e308, -1e308, 0.35])
def test_a_number_of_any_size_is_a_multiple_or_not(number: float) -> None:
    with pytest.raises(InvalidForm, match="multiple"):
        check(form({"type": "number", "multipleOf": 1e-7 if abs(number) > 1 else 0.1}), {"a": number})
