"""Forms in files beside the model, and forms of other builders inside it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from processes import engine
from processes.forms.dialects.html import to_markdown
from processes.forms.dialects.referenced_forms import embedded_form
from processes.forms.json_schema import valid
from tests.processes.forms.test_forms import JSON, errors_of

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:stepwell="https://stepwell.dev/bpmn" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core"><process id="p" isExecutable="true">'
)
FLOWS = (
    '<sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="e"/>'
    '<endEvent id="e"/></process></definitions>'
)


def prepared(
    task: str = "", start: str = "", beside: str = "", attributes: str = "", **files: object
) -> engine.Prepared:
    """A model of one task, with files whose names end in .json (`_` stands for the dot)."""
    body = f'{beside}<startEvent id="s">{start}</startEvent><userTask id="a" name="Do it"{attributes}>{task}</userTask>'
    given = {name.replace("__", "."): json.dumps(content).encode() for name, content in files.items()}
    return engine.prepare(f"{HEAD}{body}{FLOWS}".encode(), files=given)


def form_of(made: engine.Prepared, data: dict[str, object] | None = None) -> dict[str, object]:
    """The form of the one task."""
    assert made.runnable is not None
    turn = engine.start(engine.definition(made.runnable, "executable"), data or {}, NOW)
    return turn.open[0].form


def codes(made: engine.Prepared) -> set[str]:
    return {assumption.code for assumption in made.assumptions}


SPIFF = (
    '<extensionElements><spiff:properties><spiff:property name="formJsonSchemaFilename" value="ask.json"/>'
    '<spiff:property name="formUiSchemaFilename" value="ask-ui.json"/></spiff:properties></extensionElements>'
)


def test_spiffworkflow_files() -> None:
    schema = {"type": "object", "required": ["why"], "properties": {
        "why": {"type": "string"}, "when": {"type": "string"}, "many": {"type": "array", "items": {"type": "object",
            "properties": {"x": {"type": "string"}}}}}}  # fmt: skip
    ui = {"ui:order": ["when", "*"], "why": {"ui:widget": "textarea", "ui:help": "In a sentence."},
          "when": {"ui:widget": "date"}, "many": {"items": {"x": {"ui:options": {"placeholder": "An x"}}}}}  # fmt: skip
    made = prepared(SPIFF, **{"ask__json": schema, "ask-ui__json": ui})
    form = form_of(made)
    assert list(form["properties"]) == ["when", "why", "many"]
    assert form["properties"]["why"] == {"type": "string", "x-multiline": True, "description": "In a sentence."}
    assert form["properties"]["when"]["format"] == "date"
    assert form["properties"]["many"]["items"]["properties"]["x"]["x-placeholder"] == "An x"
    assert form["required"] == ["why"]
    assert "FORM_NOT_THERE" not in codes(made)


def test_a_file_that_did_not_come_is_named_and_what_is_needed_is_asked() -> None:
    made = prepared(SPIFF)
    assert codes(made) == {"FORM_NOT_THERE"}
    assert list(form_of(made)["properties"]) == ["result"]
    foreign = prepared(attributes=' camunda:formKey="embedded:app:forms/a.html"')
    assert codes(foreign) == {"FORM_NOT_THERE"}
    assert "another tool" in foreign.assumptions[0].text


FORM_JS = {
    "id": "Form_1", "type": "default", "schemaVersion": 4,
    "components": [
        {"type": "text", "text": "<h2>Hello</h2><script>alert(1)</script><p>Tick <b>this</b>.</p>"},
        {"type": "textfield", "key": "name", "label": "Name", "description": "As in the passport.",
         "validate": {"required": True, "minLength": 2, "maxLength": 9, "pattern": "^[A-Z]"}},
        {"type": "textarea", "key": "why", "label": "Why", "conditional": {"hide": "=amount < 5"},
         "validate": {"required": True}},
        {"type": "number", "key": "amount", "label": "Amount", "decimalDigits": 2, "defaultValue": 3.5,
         "validate": {"min": 1, "max": 10}, "appearance": {"suffixAdorner": "€"}},
        {"type": "checkbox", "key": "ok", "label": "I agree", "validate": {"required": True}},
        {"type": "checklist", "key": "some", "label": "Some", "validate": {"required": True},
         "values": [{"value": "a", "label": "A!"}, {"value": "b", "label": "B!"}]},
        {"type": "radio", "key": "one", "label": "One", "valuesKey": "ones"},
        {"type": "select", "key": "grade", "values": [{"value": 1, "label": "Good"}, {"value": 2, "label": "Bad"}]},
        {"type": "taglist", "key": "tags", "values": [{"value": "x", "label": "X"}]},
        {"type": "datetime", "key": "at", "subtype": "datetime", "dateLabel": "When"},
        {"type": "datetime", "key": "day", "subtype": "date", "dateLabel": "Day"},
        {"type": "group", "label": "Where", "components": [{"type": "textfield", "key": "address.city"}]},
        {"type": "group", "path": "person", "label": "Who", "components": [{"type": "textfield", "key": "first"}]},
        {"type": "dynamiclist", "path": "lines", "label": "Lines", "defaultRepetitions": 2,
         "components": [{"type": "number", "key": "n", "decimalDigits": 0, "validate": {"required": True}}]},
        {"type": "filepicker", "key": "docs", "label": "Papers", "multiple": True, "accept": ".pdf, image/*"},
        {"type": "textfield", "key": "fixed", "label": "Fixed", "disabled": True, "validate": {"required": True}},
        {"type": "table", "label": "A table"}, {"type": "button", "label": "Send"},
        {"type": "iframe", "label": "Map", "url": "https://example.org/map"},
    ],
}  # fmt: skip


def test_form_js_in_a_file_by_key_and_by_id() -> None:
    by_key = prepared(attributes=' camunda:formKey="camunda-forms:deployment:ask.form"', ask__form=FORM_JS)
    by_ref = prepared(attributes=' camunda:formRef="Form_1"', other__form=FORM_JS)
    zeebe = '<extensionElements><zeebe:formDefinition formId="Form_1"/></extensionElements>'
    assert form_of(by_key) == form_of(by_ref) == form_of(prepared(zeebe, ask__form=FORM_JS))
    assert codes(by_key) == {"FORM_PART_LEFT_OUT"}
    assert "“table”" in by_key.assumptions[0].text


def test_form_js_fields() -> None:
    form = form_of(prepared(attributes=' camunda:formRef="Form_1"', a__form=FORM_JS), {"ones": ["x", "y"]})
    fields = form["properties"]
    assert form["required"] == ["name", "ok", "some"]
    assert fields["name"]["x-before"] == ["### Hello\n\nTick **this**."]
    assert {"minLength": 2, "maxLength": 9, "pattern": "^[A-Z]"}.items() <= fields["name"].items()
    assert "Leave this out where amount < 5." in fields["why"]["description"]
    assert {"type": "number", "multipleOf": 0.01, "minimum": 1, "maximum": 10}.items() <= fields["amount"].items()
    assert (fields["amount"]["title"], fields["ok"]["const"]) == ("Amount (€)", True)
    assert (fields["some"]["minItems"], fields["some"]["items"]["x-labels"]["a"]) == (1, "A!")
    assert (fields["one"]["enum"], fields["grade"]["enum"], fields["one"]["x-widget"]) == (["x", "y"], [1, 2], "radio")
    assert (fields["at"]["format"], fields["day"]["format"]) == ("date-time", "date")
    assert fields["address"]["properties"]["city"]["x-group"] == "Where"
    assert list(fields["person"]["properties"]) == ["first"]
    assert fields["lines"]["items"]["required"] == ["n"]
    assert fields["lines"]["x-rows"] == 2
    assert fields["docs"]["items"]["x-file"] == {"accept": [".pdf", "image/*"]}
    assert fields["fixed"]["readOnly"] is True
    assert form["x-after"] == ["[Map](<https://example.org/map>)"]


def test_form_js_inside_the_model() -> None:
    text = escape(json.dumps({"components": [{"type": "textfield", "key": "x", "label": "X"}]}))
    beside = f'<extensionElements><zeebe:userTaskForm id="u1">{text}</zeebe:userTaskForm></extensionElements>'
    for attributes, task in (
        (' camunda:formKey="camunda-forms:bpmn:u1"', ""),
        ("", '<extensionElements><zeebe:formDefinition formKey="camunda-forms:bpmn:u1"/></extensionElements>'),
    ):
        assert list(form_of(prepared(task, beside=beside, attributes=attributes))["properties"]) == ["x"]


def test_the_runnable_alone_holds_the_form() -> None:
    made = prepared(attributes=' stepwell:form="ask.json"', ask__json={"properties": {"x": {"type": "integer"}}})
    assert form_of(made)["properties"] == {"x": {"type": "integer"}}
    assert b"ask.json" not in (made.runnable or b"")


def test_the_form_of_the_start() -> None:
    start = (
        '<extensionElements><camunda:formData><camunda:formField id="what" type="string" defaultValue="x"/>'
        "</camunda:formData></extensionElements>"
    )
    made = prepared(start=start)
    assert made.runnable is not None
    definition = engine.definition(made.runnable, "executable")
    assert list(engine.start_form(definition)["properties"]) == ["what"]
    assert engine.start_values(definition) == {"what": "x"}
    nothing = prepared()
    assert engine.start_form(engine.definition(nothing.runnable or b"", "executable")) == {}


@given(st.dictionaries(st.sampled_from(["components", "id", "title"]), JSON), st.lists(JSON, max_size=4))
def test_no_form_of_others_breaks_the_import(form: dict[str, object], parts: list[object]) -> None:
    kinds = ["textfield", "number", "select", "group", "dynamiclist", "datetime", "text", "filepicker"]
    named = [{**part, "type": kind, "key": "k"} for part in parts if isinstance(part, dict) for kind in kinds]
    for given_form in (form, {"components": [*named, *parts]}):
        schema = embedded_form(json.dumps(given_form)).schema
        assert schema is None or isinstance(schema["properties"], dict)
        if schema is not None and valid(schema):
            assert set(errors_of(schema, {"k": [{}]})) <= {"", "k", *map(str, schema.get("required", []))} or schema


@given(st.text(st.sampled_from("<>/abpli \n&#;=\"'hrefscript:"), max_size=60))
def test_any_html_becomes_text(text: str) -> None:
    assert "<script" not in to_markdown(f"<p>{text}</p>").lower() or "<" not in text
