"""Forms in the dialects of the models, and what is said when they are filled in wrongly."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.engine import InvalidForm, OpenTask
from processes.engine.forms import check
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
    assert form["properties"] == {"a": {}}
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
