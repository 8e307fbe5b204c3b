"""What a case knows, in words: by the rule of the form it came from, else by what it looks like."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from app.taskforms.forms.known import MOST_VALUES, Value, file_ids, said

FILES = {"f1": SimpleNamespace(id="f1", name="a.png", size=10)}
REFERENCE = {"id": "f1", "name": "a.png", "size": 10, "type": "image/png"}


@pytest.mark.parametrize(
    ("rule", "value", "kind", "words"),
    [
        ({"type": "boolean"}, False, "text", "No"),
        ({"type": "number", "title": "Price (€)"}, 1200.5, "text", "€1,200.50"),
        ({"type": "number", "title": "Price in CHF"}, 8, "text", "CHF8.00"),
        ({"type": "integer", "title": "Year"}, 2026, "text", "2026"),
        ({"type": "integer", "title": "Price in euros"}, 5, "text", "€5.00"),
        ({"type": "integer", "title": "Duration (min)"}, 30, "text", "30"),
        ({"type": "integer", "title": "Weight (NET)"}, 30, "text", "30"),
        ({"type": "number", "title": "Price (€)"}, 1e40, "text", "1e+40"),
        ({"type": "boolean"}, "perhaps", "text", "perhaps"),
        ({"x-file": {}}, "by post", "text", "by post"),
        ({"type": "string", "format": "date-time"}, "soon", "text", "soon"),
        ({"type": "string", "format": "date"}, "2026-01-31", "text", "31 January 2026"),
        ({"type": "string", "enum": ["a"], "x-labels": {"a": "Trade fair"}}, "a", "text", "Trade fair"),
        ({"type": "string", "format": "uri"}, "javascript:alert(1)", "text", "javascript:alert(1)"),
        ({"type": "string", "format": "uri"}, "https://a.example/b", "link", "https://a.example/b"),
        ({}, "https://a.example/b", "link", "https://a.example/b"),
        ({}, "anna@a.example", "mail", "anna@a.example"),
        ({}, True, "text", "Yes"),
        ({}, "2026-01-31", "text", "31 January 2026"),
        ({}, "2026-99-99", "text", "2026-99-99"),
        ({}, "2026-01-31T10:30:00Z", "text", "31 January 2026, 10:30 (UTC)"),
        ({}, ["a", 2], "text", "a\n2"),
        ({}, [REFERENCE], "files", [FILES["f1"]]),
        ({}, [{"id": ["f1"]}], "entries", [[Value("Id", "text", "f1")]]),
        ({}, {"id": {"of": "f1"}}, "group", [Value("Id", "group", [Value("Of", "text", "f1")])]),
        ({"x-file": {}}, REFERENCE, "files", [FILES["f1"]]),
    ],
)
def test_a_value_is_said_as_people_read_it(rule: dict[str, Any], value: Any, kind: str, words: Any) -> None:
    one = said(rule, "thing", value, FILES)
    assert one is not None
    assert (one.kind, one.value) == (kind, words)


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_of_nothing_nothing_is_said(value: Any) -> None:
    assert said({}, "thing", value, {}) is None


def test_groups_and_entries_keep_the_labels_of_their_form() -> None:
    rule = {
        "items": {"type": "object", "properties": {"cost": {"type": "number", "title": "Cost ($)"}}},
        "type": "array",
    }
    one = said(rule, "lines", [{"cost": 2, "note_of_it": "x"}], {})
    assert one == Value("Lines", "entries", [[Value("Cost", "text", "US$2.00"), Value("Note of it", "text", "x")]])


def test_of_a_thing_with_very_many_parts_some_are_said() -> None:
    one = said({}, "all", {f"part{n}": n for n in range(5000)}, {})
    assert one is not None and len(one.value) == MOST_VALUES


def test_what_is_hidden_and_what_lies_too_deep_is_left_out() -> None:
    assert said({"type": "string", "x-widget": "hidden"}, "secret", "x", {}) is None
    deep: Any = "x"
    for _level in range(40):
        deep = {"in": deep, "id": "f1", "name": "n"}
    assert said({}, "deep", deep, {}) is not None
    assert len(list(file_ids(deep))) < 10
