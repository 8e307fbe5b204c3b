"""Fields of forms: dropped, added and edited in every dialect, with all who read them named."""

from __future__ import annotations

import json

import pytest

from processes.change import KINDS, CannotChange, apply, diff, in_words, operation_from, operations_between, rebase
from processes.model import Model, parse
from tests.processes.models import chain

NAMESPACES = (
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:flowable="http://flowable.org/bpmn" xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:stepwell="https://stepwell.dev/bpmn"'
)
SCHEMA = {
    "type": "object", "required": ["rooms"],
    "properties": {
        "fax": {"type": "string", "title": "Fax number"}, "rooms": {"type": "integer", "title": "Rooms"},
        "paid": {"type": "boolean", "title": "Is it paid?"},
        "day": {"type": "string", "format": "date", "title": "Day"},
        "size": {"type": "string", "title": "Size", "enum": ["s", "l"], "x-labels": {"s": "Small", "l": "Large"}},
    },
}  # fmt: skip
FORM_JS = {
    "id": "Form_1", "type": "default",
    "components": [
        {"key": "fax", "label": "Fax number", "type": "textfield", "id": "F1"},
        {"key": "rooms", "label": "Rooms", "type": "number", "id": "F2", "decimalDigits": 0,
         "validate": {"required": True}},
        {"type": "group", "label": "More", "components": [
            {"key": "paid", "label": "Is it paid?", "type": "checkbox", "id": "F3"},
            {"key": "day", "label": "Day", "type": "datetime", "subtype": "date", "id": "F4"}]},
        {"key": "size", "label": "Size", "type": "select", "id": "F5",
         "values": [{"value": "s", "label": "Small"}, {"value": "l", "label": "Large"}]},
    ],
}  # fmt: skip
CAMUNDA = """
      <camunda:formData>
        <camunda:formField id="fax" label="Fax number" type="string"/>
        <camunda:formField id="rooms" label="Rooms" type="long">
          <camunda:validation><camunda:constraint name="required"/></camunda:validation>
        </camunda:formField>
        <camunda:formField id="paid" label="Is it paid?" type="boolean"/>
        <camunda:formField id="day" label="Day" type="date"/>
        <camunda:formField id="size" label="Size" type="enum">
          <camunda:value id="s" name="Small"/><camunda:value id="l" name="Large"/>
        </camunda:formField>
      </camunda:formData>
"""
FLOWABLE = """
      <flowable:formProperty id="fax" name="Fax number" type="string"/>
      <flowable:formProperty id="rooms" name="Rooms" type="long" required="true"/>
      <flowable:formProperty id="paid" name="Is it paid?" type="boolean"/>
      <flowable:formProperty id="day" name="Day" type="date"/>
      <flowable:formProperty id="size" name="Size" type="enum">
        <flowable:value id="s" name="Small"/><flowable:value id="l" name="Large"/>
      </flowable:formProperty>
"""
SPIFF = """<spiffworkflow:properties>
  <spiffworkflow:property name="formJsonSchemaFilename" value="book.json"/>
  <spiffworkflow:property name="formUiSchemaFilename" value="book-ui.json"/></spiffworkflow:properties>"""
LOOKS = {"ui:order": ["fax", "rooms", "paid", "day", "size"], "paid": {"ui:title": "Is it paid?"}}


def model(
    inside: str, files: dict[str, object] | None = None, attributes: str = "", later: str = "", more: bytes = b""
) -> Model:
    """Book has a form; what stands in Pay comes later."""
    sketch = chain("Book", "Pay", "Send")
    held = f"    <extensionElements>{inside}</extensionElements>\n" if inside else ""
    sketch.nodes["Book"] = ("userTask", "Book", f"{NAMESPACES} {attributes}", held)
    sketch.nodes["Pay"] = ("userTask", "Pay", NAMESPACES, later)
    found = parse(sketch.xml().replace(b'isExecutable="true">\n', b'isExecutable="true">\n' + more, 1))
    return found.beside({name: json.dumps(one, indent=2).encode() for name, one in (files or {}).items()})


def embedded() -> Model:
    text = json.dumps(FORM_JS, separators=(",", ":"))
    held = (
        f'<extensionElements><zeebe:userTaskForm {NAMESPACES} id="f1">{text}</zeebe:userTaskForm></extensionElements>'
    )
    return model('<zeebe:formDefinition formKey="camunda-forms:bpmn:f1"/>', more=held.encode())


DIALECTS = {
    "own": lambda: model(f"<stepwell:form>{json.dumps(SCHEMA)}</stepwell:form>"),
    "camunda7": lambda: model(CAMUNDA),
    "flowable": lambda: model(FLOWABLE),
    "embedded": embedded,
    "file": lambda: model('<zeebe:formDefinition formId="Form_1"/>', {"book.form": FORM_JS}),
    "spiff": lambda: model(SPIFF, {"book.json": SCHEMA, "book-ui.json": LOOKS}),
    "named": lambda: model("", {"book.json": SCHEMA}, 'stepwell:form="book.json"'),
}


def field(change: str, name: str = "fax", **schema: object) -> dict[str, object]:
    """An operation on Book as programs send it."""
    sent: dict[str, object] = {"kind": "field", "step": "Book", "field": name, "change": change}
    return {**sent, "schema": schema} if schema else sent


CHANGES = [
    (field("drop"), "No longer ask for “Fax number” in “Book”", ["“Book” no longer asks for “Fax number”."]),
    ({**field("drop"), "field": ["fax", "size"]}, "No longer ask for “Fax number” and “Size” in “Book”",
     ["“Book” no longer asks for “Fax number”.", "“Book” no longer asks for “Size”."]),
    (field("add", "remark", title="Remark", type="string"), "Ask for “Remark” (a text) in “Book”",
     ["“Book” now asks for “Remark” (a text)."]),
    (field("add", "how", title="How?", enum=["cash", "card"], required=True),
     "Ask for “How?” (a choice of “cash” or “card”) in “Book” and insist on it",
     ["“Book” now insists on “How?” (a choice of “cash” or “card”)."]),
    (field("add", "until", title="Until", format="date"), "Ask for “Until” (a date) in “Book”",
     ["“Book” now asks for “Until” (a date)."]),
    (field("edit", title="Telefax"), "Call “Fax number” in “Book” “Telefax”",
     ["In “Book”, “Fax number” is now called “Telefax”."]),
    (field("edit", "rooms", required=False), "No longer insist on “Rooms” in “Book”",
     ["“Book” no longer insists on “Rooms”."]),
    (field("edit", "paid", required=True), "Insist on “Is it paid?” in “Book”",
     ["“Book” now insists on “Is it paid?”."]),
    (field("edit", type="number"), "Ask for “Fax number” otherwise in “Book”",
     ["In “Book”, “Fax number” is now a number instead of a text."]),
    (field("edit", "size", enum=["s", "m"]), "Ask for “Size” otherwise in “Book”",
     ["In “Book”, “Size” is now a choice of “s” or “m” instead of a choice of “Small” or “Large”."]),
]  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("sent", "sentence", "words"), CHANGES, ids=lambda one: one if isinstance(one, str) else "")
def test_a_field_is_changed_told_read_off_and_led_back(
    dialect: str, sent: dict[str, object], sentence: str, words: list[str]
) -> None:
    before = DIALECTS[dialect]()
    operation = operation_from(sent)
    made = apply(before, [operation])
    assert made.model is not None, made.refusals
    assert (in_words(before, [operation]), list(made.words)) == (sentence, words)
    seen = operations_between(before, made.model)
    assert isinstance(seen, tuple) and [(one.kind, in_words(before, [one])) for one in seen] == [("field", sentence)]
    back = operation.inverse(before)
    if back is not None:
        undone = apply(made.model, back)
        assert undone.model is not None and diff(before, undone.model).changes == ()
    if dialect in ("file", "spiff", "named"):
        assert made.model.xml == before.xml and made.model.files != before.files


def test_a_way_back_is_known_where_the_form_holds_nothing_else() -> None:
    before = DIALECTS["camunda7"]()
    for sent, *_ in CHANGES:
        assert operation_from(sent).inverse(before) is not None, sent


@pytest.mark.parametrize(
    ("build", "sent", "code"),
    [
        (DIALECTS["camunda7"], field("drop", "nothing"), "NO_SUCH_FIELD"),
        (DIALECTS["camunda7"], field("edit", "nothing", title="X"), "NO_SUCH_FIELD"),
        (DIALECTS["camunda7"], field("add", title="Fax"), "FIELD_TAKEN"),
        (DIALECTS["camunda7"], {**field("drop"), "step": "end"}, "NO_FORM"),
        (lambda: model("", attributes='camunda:formKey="embedded:app:x.html"'), field("drop"), "FORM_ELSEWHERE"),
        (lambda: model(""), field("drop"), "NO_SUCH_FIELD"),
        (lambda: model("", later="<script>sent = fax</script>"), field("drop"), "DATA_STILL_READ"),
    ],
)  # fmt: skip
def test_it_is_said_why_a_form_cannot_be_changed_so(build: object, sent: dict[str, object], code: str) -> None:
    operation = operation_from(sent)
    (refusal,) = apply(build(), [operation]).refusals  # type: ignore[operator]
    assert refusal.code == code and refusal.words.endswith(".")
    assert (refusal.choices[-1].id, refusal.choices[-1].words) == ("keep", operation.about.keep)
    assert refusal.code in KINDS["field"].codes


@pytest.mark.parametrize(
    "more",
    [
        {"change": "drop"}, {"change": "add", "field": "x"}, {"change": "rename", "field": "x"},
        {"change": "add", "field": ["x", "y"], "schema": {"title": "X"}}, {"change": "drop", "field": "a b"},
        {"change": "add", "field": "x", "schema": {"type": "array"}},
        {"change": "edit", "field": "x", "schema": {"pattern": "x"}},
        {"change": "edit", "field": "x", "schema": {"type": "number", "enum": ["1"]}},
    ],
)  # fmt: skip
def test_what_is_no_field_is_refused_at_the_field(more: dict[str, object]) -> None:
    with pytest.raises(CannotChange) as cannot:
        operation_from({"kind": "field", "step": "Book", **more})
    assert cannot.value.refusal.code == "UNKNOWN_OPERATION" and cannot.value.field in ("field", "change", "schema")


def test_a_new_field_has_the_name_of_its_title() -> None:
    sent = {"kind": "field", "step": "Book", "change": "add", "schema": {"title": "Wer zahlt’s?"}}
    assert operation_from(sent).write()["field"] == "wer_zahlts"


def test_a_shared_form_is_changed_for_all_at_once() -> None:
    reference = '<extensionElements><zeebe:formDefinition formId="Form_1"/></extensionElements>'
    before = model('<zeebe:formDefinition formId="Form_1"/>', {"book.form": FORM_JS}, later=reference)
    operation = operation_from(field("drop"))
    made = apply(before, [operation])
    assert list(made.words) == [
        "“Book” no longer asks for “Fax number”.", "“Pay” no longer asks for “Fax number”."
    ]  # fmt: skip
    assert made.model is not None and operations_between(before, made.model) == (operation,)


def test_a_change_is_made_again_on_a_form_that_moved_on() -> None:
    before = DIALECTS["file"]()
    live = apply(before, [operation_from(field("edit", "day", title="Arrival"))]).model
    assert live is not None
    carried = rebase(before, live, [operation_from(field("drop"))])
    assert carried.model is not None and list(carried.words) == ["“Book” no longer asks for “Fax number”."]
    gone = apply(before, [operation_from(field("drop"))]).model
    assert gone is not None
    assert [r.code for r in rebase(before, gone, [operation_from(field("drop"))]).refusals] == ["NO_SUCH_FIELD"]
