"""Forms on pages: what stands in the HTML comes back as the data it shows, for any form and any data that fits it."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader
from lxml import html
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app.kernel.i18n import templates
from app.kernel.i18n.languages import speaking
from app.taskforms.forms import edited, form_view, read_form
from app.taskforms.forms.moments import read_moment, show_moment
from app.taskforms.forms.numbers import read_amount, read_number, show_number
from processes import engine
from processes.forms.json_schema import object_form, valid
from tests.app.web.test_components import APP

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)


def page() -> Environment:
    env = Environment(
        loader=FileSystemLoader(APP / "web" / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    templates.register(env)
    env.globals.update(
        url_for=lambda *_, **__: "/x", static_address=str, csrf_field=lambda: Markup(""), form_view_of=form_view
    )
    env.filters.update(ago=str, exact=str, moments=str, markdown=str)
    return env


FORM = page().from_string('{% import "ui.html" as ui %}<form>{{ ui.form_view(view, edit="/e", upload="/u") }}</form>')


def submitted(view: Any) -> MultiDict[str, str]:
    """What a browser sends of the form as it stands on the page."""
    shown = html.fragment_fromstring(FORM.render(view=view))
    for template in shown.xpath("//template"):
        template.drop_tree()
    found: MultiDict[str, str] = MultiDict()
    for control in shown.iter("input", "textarea", "select"):
        name, kind = control.get("name"), control.get("type", "text")
        if not name or kind == "file" or (kind in ("checkbox", "radio") and control.get("checked") is None):
            continue
        if control.tag == "select":
            chosen = control.xpath("option[@selected]/@value") or control.xpath("option/@value")[:1]
            found.setlist(name, [str(one) for one in chosen])
        else:
            found.add(
                name, (control.text or "").removeprefix("\n") if control.tag == "textarea" else control.get("value")
            )
    return found


def plain() -> st.SearchStrategy[tuple[dict[str, Any], st.SearchStrategy[Any]]]:
    """A field of a plain kind and the values that fit it."""
    finite = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12).map(
        lambda x: x + 0.0 if math.isfinite(x) else 0.0
    )
    days = st.dates().map(str)
    zones = st.sampled_from([ZoneInfo("UTC"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")])
    return st.one_of(
        st.just(({"type": "string"}, WORDS)),
        st.just(({"type": "string", "x-multiline": True}, st.lists(WORDS, min_size=1, max_size=3).map("\n".join))),
        st.just(({"type": "string", "format": "date"}, days)),
        st.just(({"type": "string", "format": "time"}, st.times().map(lambda t: t.strftime("%H:%M")))),
        st.just(({"type": "string", "format": "email"}, st.just("a@b.org"))),
        st.just((
            {"type": "string", "format": "date-time"},
            st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=zones, allow_imaginary=False).map(
                lambda d: d.replace(microsecond=0).isoformat()
            ),
        )),
        st.just(({"type": "integer"}, st.integers(-(2**63), 2**63 - 1))),
        st.just(({"type": "number"}, st.integers(-10**9, 10**9) | finite)),
        st.just(({"type": "boolean"}, st.booleans())),
        st.lists(WORDS, min_size=1, max_size=8, unique=True).map(
            lambda options: ({"type": "string", "enum": options}, st.sampled_from(options))
        ),
        st.lists(st.integers(0, 99), min_size=1, max_size=8, unique=True).map(
            lambda options: ({"oneOf": [{"const": n, "title": f"No {n}"} for n in options]}, st.sampled_from(options))
        ),
        st.lists(WORDS, min_size=1, max_size=6, unique=True).map(
            lambda options: (
                {"type": "array", "items": {"enum": options}, "uniqueItems": True, "minItems": 1},
                st.sets(st.sampled_from(options), min_size=1).map(lambda some: [o for o in options if o in some]),
            )
        ),
        st.just((
            {"type": "array", "items": {"type": "string"}}, st.lists(WORDS.filter(str.strip), min_size=1, max_size=4),
        )),
    )  # fmt: skip


def objects(depth: int) -> st.SearchStrategy[tuple[dict[str, Any], st.SearchStrategy[Any]]]:
    """An object with fields, groups and lists of entries, and the data that fits it."""
    inner = plain()
    if depth:
        nested = objects(depth - 1)
        inner = inner | nested | nested.map(
            lambda pair: (
                {"type": "array", "items": pair[0], "maxItems": 4}, st.lists(pair[1], min_size=1, max_size=3)
            )
        )  # fmt: skip
    names = NAMES.filter(lambda name: name != "key")  # which each object has anyway
    return st.dictionaries(names, inner, min_size=1, max_size=4).flatmap(_object)


def _object(fields: dict[str, Any]) -> st.SearchStrategy[tuple[dict[str, Any], st.SearchStrategy[Any]]]:
    must = {"key": ({"type": "string"}, WORDS)}
    whole = {**fields, **must}
    return st.sets(st.sampled_from(sorted(fields))).map(
        lambda needed: (
            {
                "type": "object",
                "properties": {n: r for n, (r, _) in whole.items()},
                "required": [*sorted(needed), "key"],
            },
            st.fixed_dictionaries(
                {n: v for n, (r, v) in whole.items() if n in needed or n == "key" or r.get("type") == "boolean"},
                optional={n: v for n, (r, v) in fields.items() if n not in needed and r.get("type") != "boolean"},
            ),
        )
    )


def same(one: Any, other: Any) -> bool:
    """Whether data means the same: moments by what they are, not how they are written."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, str) and isinstance(other, str) and one != other:
        utc = ZoneInfo("UTC")
        return "T" in one and show_moment(one, utc) == show_moment(other, utc)
    return (type(one) is type(other) and one == other) or (isinstance(one, float) and one == other)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_what_stands_on_the_page_comes_back_and_passes(data: st.DataObject) -> None:
    schema, values = data.draw(objects(2))
    filled = data.draw(values)
    engine.check_form(schema, filled)
    back = read_form(schema, submitted(form_view(schema, filled)))
    assert same(filled, back), (filled, back)
    engine.check_form(schema, back)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e290, max_value=1e290))
def test_numbers_come_back(number: float) -> None:
    assert read_number(show_number(number), whole=False) == number


@pytest.mark.parametrize(
    ("text", "number", "whole"),
    [
        ("1,5", 1.5, False), ("1.5", 1.5, False), (" 1 000 ", 1000, False), ("1.000,50", 1000.5, False),
        ("1,000.50", 1000.5, False),
        ("1.000.000", 1_000_000, False), ("1'234.5", 1234.5, False), ("\u22122", -2, False),
        ("1,500", "1,500", False), ("1.500", 1.5, False), ("1.500", 1500, True), ("1,500", 1500, True),
        ("1,5", 1.5, True), ("abc", "abc", False), ("1,2,3", "1,2,3", False), ("nan", "nan", False), ("", "", False),
        ("9" * 25, "9" * 25, True), ("1e400", "1e400", False), ("٣", 3, False),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, number: object, whole: bool) -> None:
    assert read_number(text, whole=whole) == number


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e290, max_value=1e290))
def test_numbers_come_back_in_german(number: float) -> None:
    with speaking("de"):
        assert read_number(show_number(number), whole=False) == number


def test_numbers_as_germans_write_them() -> None:
    with speaking("de"):
        written = {"1,5": 1.5, "1.5": 1.5, "1,125": 1.125, "1.000,50": 1000.5, "1.500": "1.500"}
        assert {text: read_number(text, whole=False) for text in written} == written
        assert (read_number("1.500", whole=True), show_number(1.125), show_number(3.0)) == (1500, "1,125", "3")


@pytest.mark.parametrize(
    ("language", "text", "amount"),
    [
        ("en", "1,000", 1000), ("en", "1.125", 1.125), ("en", "0,125", ""), ("de", "1.000", 1000),
        ("de", "1,125", 1.125), ("de", "0.125", ""), ("de", "0.1.2", ""), ("en", "dear", ""), ("en", "", ""),
    ],
)  # fmt: skip
def test_an_amount_is_what_who_typed_it_means(language: str, text: str, amount: object) -> None:
    with speaking(language):
        assert read_amount(text) == amount


def test_what_is_only_shown_is_in_the_language_of_who_reads() -> None:
    rules: dict[str, Any] = {
        "on": {"type": "string", "format": "date"}, "ok": {"type": "boolean"}, "many": {"type": "number"},
        "list": {"type": "array", "items": {}},
    }  # fmt: skip
    schema = {"properties": {name: rule | {"readOnly": True} for name, rule in rules.items()}}
    with speaking("de"):
        view = form_view(schema, {"on": "2026-12-03", "ok": True, "many": 2.5, "list": [True, 1]})
        assert [str(one.value) for one in view.fields] == ["3. Dezember 2026", "Ja", "2,5", "ja\n1"]


def test_moments_are_by_the_clock_of_the_organisation() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert read_moment("2026-07-01T10:30", berlin) == "2026-07-01T10:30:00+02:00"
    assert show_moment("2026-07-01T08:30:00Z", berlin) == "2026-07-01T10:30"
    assert read_moment("2026-03-29T02:30", berlin) == "2026-03-29T03:30:00+02:00"
    assert read_moment("tomorrow", berlin) == "tomorrow"
    assert show_moment("tomorrow", berlin) == "tomorrow"


LINES = {"properties": {"lines": {"type": "array", "items": {"type": "object", "properties": {
    "what": {"type": "string"}, "who": {"type": "string", "readOnly": True}, "ok": {"type": "boolean"}}}}}}  # fmt: skip


def test_entries_that_were_left_empty_go_and_what_is_only_shown_stays() -> None:
    typed = MultiDict([("lines.#", "0"), ("lines.#", "7"), ("lines.#", "1"), ("lines.1.what", "x"), ("lines.#", "../e"),
                       ("lines.0.who", "Mallory"), ("lines.7.ok", "false")])  # fmt: skip
    known = {"lines": [{"who": "Ann"}, {"who": "Ben"}]}
    assert read_form(LINES, typed, known)["lines"] == [
        {"who": "Ann", "ok": False}, {"what": "x", "who": "Ben", "ok": False}
    ]  # fmt: skip
    assert len(read_form(LINES, typed, known, blanks=True)["lines"]) == 3
    assert "lines" not in read_form(LINES, MultiDict([("lines.#", "0")]))


def test_adding_and_removing_without_scripts() -> None:
    data: dict[str, Any] = {}
    assert edited(LINES, data, "_add", "lines") == "f-lines.0"
    data["lines"] += [{"what": "b"}]
    assert edited(LINES, data, "_remove", "lines.0") == "f-lines"
    assert data == {"lines": [{"what": "b"}]}
    for odd in ("lines.9", "nothing", "nothing.0", "lines.x.y", "", "a.b.c", "lines.0.what"):
        for verb in ("_add", "_remove", "_drop"):
            edited(LINES, dict(data), verb, odd)


def test_errors_stand_at_their_fields_in_their_order() -> None:
    schema = {"properties": {"a": {"type": "string"}, **LINES["properties"]}}
    wrong = {"": "Too much.", "lines.0.what": "No.", "a": "Is needed.", "lines.0": "An odd entry."}
    view = form_view(schema, {"lines": [{}]}, wrong)
    assert list(view.errors) == ["_", "a", "lines.0", "lines.0.what"]
    assert view.fields[1].rows[0].fields[0].error == "No."


ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "a", "object", "array", "string", "date"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "const", "type"]), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip
WORDS_OF_FORMS = [
    "title", "description", "default", "enum", "type", "format", "readOnly", "x-labels", "x-file", "x-group", "x-rows",
    "x-before", "x-widget", "x-width", "x-lines", "x-placeholder", "x-options-from", "maxLength", "minItems", "oneOf",
    "required", "x-fixed", "x-multiline", "maxItems", "anyOf", "const",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.recursive(
    st.dictionaries(st.sampled_from(WORDS_OF_FORMS), ODD, max_size=4),
    lambda inner: st.tuples(
        st.dictionaries(st.sampled_from(WORDS_OF_FORMS), ODD, max_size=3),
        st.sampled_from(["properties", "items"]),
        inner,
    ).map(lambda t: {**t[0], t[1]: {"k": t[2]} if t[1] == "properties" else t[2]}),
    max_leaves=3,
), ODD)  # fmt: skip
def test_no_form_however_odd_breaks_its_page(rule: dict[str, Any], value: Any) -> None:
    schema = object_form({"properties": {"f": rule, "g": rule}, "x-after": value})
    if schema is None or not valid(schema):
        return
    view = form_view(schema, {"f": value}, {"f": "No.", "g.k.0": "No.", "h": "No."})
    assert len(view.errors) == 3 or len(view.errors) == 2
    back = read_form(schema, submitted(view), {"f": value}, blanks=True)
    try:
        engine.check_form(schema, back)
    except engine.InvalidForm as error:
        assert error.errors
    edited(schema, back, "_add", "f")
