"""Who reads a field of the case: named in words, in every language and dialect, and nothing is dropped."""

from __future__ import annotations

import pytest

from processes.change import apply, in_words, operation_from
from processes.change.data.names import reads
from processes.model import parse
from tests.processes.change.kinds.test_fields import CAMUNDA, NAMESPACES, field, model
from tests.processes.models import chain

READERS = {
    "the condition on the way from “Book” to “Pay”": ("", b'sourceRef="Book" targetRef="Pay">', b'sourceRef="Book" '
        b'targetRef="Pay"><conditionExpression>${fax != null}</conditionExpression>'),
    "the script of “Pay”": ("<script>sent = fax.strip()</script>", b"", b""),
    "what is handed over at “Pay”": (
        '<extensionElements><zeebe:ioMapping><zeebe:input source="=fax" target="number"/></zeebe:ioMapping>'
        "</extensionElements>", b"", b""),
    "how often “Pay” is done": (
        '<multiInstanceLoopCharacteristics camunda:collection="fax" camunda:elementVariable="one"/>', b"", b""),
    "the message key of “Pay”": (
        '<extensionElements><zeebe:subscription correlationKey="=fax"/></extensionElements>', b"", b""),
    "the instruction of “Pay”": ("<documentation>Call {{ fax }}.</documentation>", b"", b""),
    "the form of “Pay”": (
        '<extensionElements><camunda:formData><camunda:formField id="fax" type="string"/></camunda:formData>'
        "</extensionElements>", b"", b""),
}  # fmt: skip


@pytest.mark.parametrize("reader", READERS)
def test_who_reads_a_field_is_named_and_nothing_is_dropped(reader: str) -> None:
    later, old, new = READERS[reader]
    before = model(CAMUNDA, later=later)
    if old:
        before = parse(before.xml.replace(old, new))
    (refusal,) = apply(before, [operation_from(field("drop"))]).refusals
    assert (refusal.code, refusal.words) == ("DATA_STILL_READ", f"“Fax number” is still read by {reader}.")
    assert [one.id for one in refusal.choices] == [*(["both"] if "form" in reader else []), "keep"]


def test_what_is_called_with_a_field_and_what_a_table_asks_for_reads_it() -> None:
    sketch = chain("Book", "Pay", "Rate")
    sketch.nodes["Book"] = ("userTask", "Book", NAMESPACES, f"<extensionElements>{CAMUNDA}</extensionElements>")
    called = '<extensionElements><camunda:in source="fax" target="number"/></extensionElements>'
    sketch.nodes["Pay"] = ("callActivity", "Pay", f'{NAMESPACES} calledElement="pay"', called)
    sketch.nodes["Rate"] = ("businessRuleTask", "Rate", f'{NAMESPACES} camunda:decisionRef="rate"', "")
    table = (
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">'
        b'<decision id="rate" name="Rate"><variable name="rate"/><decisionTable id="t"><input id="i">'
        b'<inputExpression id="e" typeRef="number"><text>rooms</text></inputExpression></input>'
        b'<output id="o" name="rate" typeRef="number"/><rule id="r"><inputEntry id="c"><text>&gt; 1</text></inputEntry>'
        b'<outputEntry id="d2"><text>2</text></outputEntry></rule></decisionTable></decision></definitions>'
    )
    before = parse(sketch.xml()).beside({"rate.dmn": table})
    words = apply(before, [operation_from({**field("drop"), "field": ["fax", "rooms", "paid"]})]).refusals[0]
    assert words.words == (
        "“Fax number” and “Rooms” are still read by what is handed over at “Pay” and the decision table of “Rate”."
    )
    assert [(one.id, one.words) for one in words.choices] == [
        ("others", "Leave out only “Is it paid?”"),
        ("optional", "Go on asking for “Fax number” and “Rooms”, but do not insist on it"),
        ("keep", "Leave the form as it is"),
    ]
    one = operation_from({**field("drop"), "field": ["fax", "rooms", "paid"]})
    assert [in_words(before, one.instead("others", ("paid",)) or ())] == ["No longer ask for “Is it paid?” in “Book”"]


@pytest.mark.parametrize(
    ("text", "field", "script", "is_read"),
    [
        ("total = rooms * 3", "rooms", True, True), ("rooms = 3", "rooms", True, False),
        ("rooms = 3\nx = rooms", "rooms", True, False), ("=order.total > 5", "order.total", False, True),
        ("=order.total > 5", "order.city", False, False), ("=order", "order.city", False, True),
        ('"rooms" == name', "rooms", False, False), ("execution.getVariable('rooms')", "rooms", True, True),
        ("var x = rooms + 1;", "rooms", True, True), ("bedrooms > 3", "rooms", False, False),
        ("for room in rooms: count(room)", "rooms", True, True),
    ],
)  # fmt: skip
def test_names_are_read_in_every_language(text: str, field: str, script: bool, is_read: bool) -> None:
    assert reads(text, field, script=script) is is_read


def test_what_an_earlier_step_asks_for_too_may_go() -> None:
    before = model(CAMUNDA, later=f"<extensionElements>{CAMUNDA}</extensionElements>")
    sent = {**field("drop"), "step": "Pay"}
    assert apply(before, [operation_from(sent)]).ok


def test_what_a_later_form_asks_for_again_goes_with_it() -> None:
    before = model(CAMUNDA, later=f"<extensionElements>{CAMUNDA}</extensionElements>")
    operation = operation_from(field("drop"))
    (refusal,) = apply(before, [operation]).refusals
    assert (refusal.choices[0].words, refusal.choices[0].steps) == ("No longer ask for it in “Pay” either", ("Pay",))
    both = operation.instead("both", ("Pay",)) or ()
    made = apply(before, both)
    assert made.model is not None, made.refusals
    assert (
        in_words(before, both) == "No longer ask for “Fax number” in “Pay” and no longer ask for “Fax number” in “Book”"
    )
