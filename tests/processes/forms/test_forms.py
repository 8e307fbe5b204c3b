"""Forms in the dialects of the models, and what is said when they are filled in wrongly."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.engine import InvalidForm, OpenTask
from processes.forms import check
from tests.processes.engine.models import Case, compiled, model, nodes


def task_with(extension: str, data: dict[str, object] | None = None, attributes: str = "") -> OpenTask:
    """The task of a step with these extension elements."""
    inner = f"<extensionElements>{extension}</extensionElements>" if extension else ""
    body = nodes("startEvent:s endEvent:e") + f'<userTask id="a"{attributes}>{inner}</userTask>'
    (task,) = Case(compiled(model(body, "", "s>a a>e")), data).turn.open
    return task


CAMUNDA = """<camunda:formData>
<camunda:formField id="amount" label="Amount" type="long" defaultValue="7"><camunda:validation>
<camunda:constraint name="required"/><camunda:constraint name="min" config="1"/></camunda:validation>
</camunda:formField>
<camunda:formField id="ok" label="Agreed" type="boolean"/>
<camunda:formField id="size" label="Size" type="enum"><camunda:value id="s" name="Small"/>
<camunda:value id="l" name="Large"/></camunda:formField></camunda:formData>"""


def test_camunda_fields() -> None:
    task = task_with(CAMUNDA)
    properties = task.form["properties"]
    assert task.form["required"] == ["amount"]
    assert (properties["amount"]["type"], properties["amount"]["minimum"]) == ("integer", 1.0)
    assert (properties["size"]["enum"], properties["size"]["x-labels"]["s"]) == (["s", "l"], "Small")
    assert task.data == {"amount": 7}


def test_what_is_known_comes_before_defaults() -> None:
    assert task_with(CAMUNDA, {"amount": 3, "other": 1}).data == {"amount": 3}


def test_spiffworkflow_form_file_that_is_not_there_gives_a_sensible_form() -> None:
    spiff = 'xmlns:x="http://spiffworkflow.org/bpmn/schema/1.0/core"'
    task = task_with(f'<x:properties {spiff}><x:property name="formJsonSchemaFilename" value="a.json"/></x:properties>')
    assert list(task.form["properties"]) == ["result"]
    assert "required" not in task.form


OWN = {"properties": {"why": {"type": "string", "title": "Why", "default": "so"}}, "required": ["why"]}


def test_own_form_as_attribute_or_element() -> None:
    for task in (
        task_with("", attributes=f" stepwell:form={quoteattr(json.dumps(OWN))}"),
        task_with(f"<stepwell:form>{escape(json.dumps(OWN))}</stepwell:form>"),
    ):
        assert task.form["required"] == ["why"]
        assert task.data == {"why": "so"}


@pytest.mark.parametrize("broken", ["{", "[]", '{"properties": 1}', '{"properties": {"a": {"type": "nonsense"}}}'])
def test_a_broken_own_form_gives_the_sensible_one(broken: str) -> None:
    assert list(task_with(f"<stepwell:form>{escape(broken)}</stepwell:form>").form["properties"]) == ["result"]


def test_own_forms_cannot_reach_out_or_hang() -> None:
    evil = {
        "$ref": "http://127.0.0.1:1/x",
        "properties": {"a": {"$ref": "#", "pattern": "(a+)+$", "format": "regex"}},
        "patternProperties": {"(a+)+$": {}},
    }
    form = task_with(f"<stepwell:form>{escape(json.dumps(evil))}</stepwell:form>").form
    assert form["properties"] == {"a": {"pattern": "(a+)+$"}}
    with pytest.raises(InvalidForm):
        check(form, {"a": "a" * 100_000 + "!"})
    assert "$ref" not in form
    assert "patternProperties" not in form


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({}, "amount", "is needed, but missing"),
        ({"amount": "x"}, "amount", "has to be a whole number"),
        ({"amount": 0}, "amount", "has to be at least 1"),
        ({"amount": 1, "size": "xl"}, "size", "one of the options"),
        ({"amount": 1, "ok": "yes"}, "ok", "yes or no"),
    ],
)
def test_errors_are_said_field_by_field(data: dict[str, object], field: str, words: str) -> None:
    with pytest.raises(InvalidForm) as caught:
        check(task_with(CAMUNDA).form, data)
    assert list(caught.value.errors) == [field]
    assert words in caught.value.errors[field]


def test_what_cannot_be_stored_is_refused() -> None:
    for value in (1 << 70, object(), "x" * 1_100_000, "\ud800"):
        with pytest.raises(InvalidForm):
            check({"type": "object"}, {"a": value})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)  # fmt: skip


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), JSON, max_size=5))
def test_all_plain_data_comes_back_as_it_was(data: dict[str, object]) -> None:
    case = Case(compiled(model(nodes("startEvent:s userTask:a userTask:b"), "", "s>a a>b")), data)
    assert case.turn.data == data
    if not isinstance(data.get("result", ""), str):
        return
    assert case.do("a", **data).turn.data == data


def errors_of(schema: dict[str, object], data: dict[str, object]) -> dict[str, str]:
    try:
        check(schema, data)
    except InvalidForm as error:
        return error.errors
    return {}


ROWS = {
    "properties": {
        "lines": {
            "type": "array", "title": "Lines", "minItems": 1, "maxItems": 2,
            "items": {
                "type": "object", "required": ["what", "cost"],
                "properties": {"what": {"type": "string", "title": "What"}, "cost": {"type": "number", "minimum": 0.5}},
            },
        },
        "a.b": {"type": "object", "properties": {"day": {"type": "string", "format": "date", "title": "Day"}}},
    },
    "required": ["lines", "name", "other"],
}  # fmt: skip


def test_errors_say_where_in_entries_and_groups() -> None:
    data = {"lines": [{"what": "x", "cost": 1}, {"cost": 0.1}], "a.b": {"day": "23.11.2026"}}
    found = errors_of(ROWS, data)
    assert set(found) == {"lines.1.what", "lines.1.cost", "a~1b.day", "name", "other"}
    assert found["lines.1.what"] == "“What” in entry 2 of “Lines” is needed, but missing."
    assert "like 2026-11-23" in found["a~1b.day"]
    assert "at most 2 entries" in errors_of(ROWS, {"lines": [{"what": "x", "cost": 1}] * 3})["lines"]
    assert "at least 1 entry" in errors_of(ROWS, {"lines": []})["lines"]


@pytest.mark.parametrize(
    ("rule", "good", "bad", "words"),
    [
        ({"type": "string", "pattern": "^[A-Z]{2}\\d+$"}, "AB12", "ab12", "is not written as it has to be"),
        ({"type": "string", "pattern": "^x$", "x-pattern-words": "begins with x"}, "x", "y", "begins with x"),
        ({"type": "number", "multipleOf": 0.1}, 0.3, 0.35, "a multiple of 0.1"),
        ({"type": "boolean", "const": True}, True, False, "has to be ticked"),
        ({"type": "string", "format": "date-time"}, "2026-11-23T10:30+01:00", "2026-11-23T10:30", "with its zone"),
        ({"type": "string", "format": "time"}, "10:30", "25:00", "a time of day"),
        ({"type": "string", "format": "email"}, "a@b.org", "a b", "a mail address"),
        ({"type": "string", "format": "uri"}, "https://a.org/x", "nothing", "a link"),
        ({"type": "integer", "exclusiveMinimum": 3.0}, 4, 3, "more than 3"),
        ({"type": "array", "items": {"enum": ["a", "b"]}, "uniqueItems": True}, ["a"], ["a", "a"], "twice"),
    ],
)
def test_what_else_is_checked(rule: dict[str, object], good: object, bad: object, words: str) -> None:
    schema = {"type": "object", "properties": {"f": {"title": "F", **rule}}}
    assert errors_of(schema, {"f": good}) == {}
    assert words in errors_of(schema, {"f": bad})["f"]


def test_what_is_only_shown_is_neither_needed_nor_changed() -> None:
    form = {
        "properties": {"who": {"type": "string", "readOnly": True, "default": "Ann"}, "why": {"type": "string"}},
        "required": ["who", "why"],
    }
    case = Case(compiled(model(one_task(own(form)), "", "s>a a>e")), {"x": 1})
    (task,) = case.turn.open
    assert task.form["required"] == ["why"]
    assert task.data == {"who": "Ann"}
    case.do("a", why="so", who="Mallory")
    assert case.turn.data == {"x": 1, "who": "Ann", "why": "so"}


def own(form: dict[str, object]) -> str:
    return f"<stepwell:form>{escape(json.dumps(form))}</stepwell:form>"


def one_task(extension: str) -> str:
    return (
        nodes("startEvent:s endEvent:e")
        + f'<userTask id="a"><extensionElements>{extension}</extensionElements></userTask>'
    )


def test_references_into_the_form_itself_are_put_in() -> None:
    form = {
        "$defs": {"money": {"type": "number", "minimum": 0}, "loop": {"$ref": "#/$defs/loop"}},
        "properties": {"cost": {"$ref": "#/$defs/money", "title": "Cost"}, "loop": {"$ref": "#/$defs/loop"}},
    }
    shown = task_with(own(form)).form["properties"]
    assert shown == {"cost": {"type": "number", "minimum": 0, "title": "Cost"}, "loop": {}}


def test_files_are_references_whatever_the_form_calls_them() -> None:
    form = {"properties": {"doc": {"type": "string", "format": "data-url", "title": "Proof"},
                           "more": {"type": "array", "items": {"x-file": {"accept": [".pdf"]}}}}}  # fmt: skip
    made = task_with(own(form)).form
    assert made["x-has-files"] is True
    assert made["properties"]["doc"]["type"] == made["properties"]["more"]["items"]["type"] == "object"
    assert set(errors_of(made, {"doc": "data:text/plain;base64,eA=="})) == {"doc"}
    assert "x-has-files" not in task_with(own(OWN)).form


def test_options_that_the_data_of_the_case_gives() -> None:
    form = {"properties": {"who": {"type": "string", "x-options-from": "people"},
                           "which": {"type": "array", "items": {"anyOf": ["options_from_task_data_var:colours"]}},
                           "none": {"type": "string", "x-options-from": "gone"}}}  # fmt: skip
    data = {"people": [{"value": "a", "label": "Ann"}, {"value": "b"}, {"value": {}}], "colours": ["red", "blue"]}
    shown = task_with(own(form), data).form["properties"]
    assert (shown["who"]["enum"], shown["who"]["x-labels"]) == (["a", "b"], {"a": "Ann", "b": "b"})
    assert shown["which"]["items"]["enum"] == ["red", "blue"]
    assert "enum" not in shown["none"]


def test_camunda_hints_days_and_bounds() -> None:
    task = task_with(
        '<camunda:formData><camunda:formField id="d" type="date" defaultValue="24/12/2026"><camunda:properties>'
        '<camunda:property id="placeholder" value="Which day?"/></camunda:properties></camunda:formField>'
        '<camunda:formField id="r" type="string" defaultValue="x"><camunda:validation>'
        '<camunda:constraint name="readonly"/><camunda:constraint name="required"/>'
        '<camunda:constraint name="minlength" config="-3"/><camunda:constraint name="max" config="inf"/>'
        "</camunda:validation></camunda:formField></camunda:formData>"
    )
    assert task.data == {"d": "2026-12-24", "r": "x"}
    assert task.form["properties"]["d"]["x-placeholder"] == "Which day?"
    assert (task.form["properties"]["r"]["readOnly"], task.form["properties"]["r"]["minLength"]) == (True, 0)
    assert "required" not in task.form
