"""One step of two: what both said, asked and were tied to; and how it is told from a step that was taken out."""

from __future__ import annotations

import re

import pytest

from processes.change import Eliminate, Instruct, Retitle, apply, operation_from, operations_between
from processes.change.kinds.merge import Merge
from processes.model import Model, parse
from tests.processes.change.support import read
from tests.processes.models import chain

CAMUNDA = 'xmlns:c="http://camunda.org/schema/1.0/bpmn"'
FORM = "<extensionElements><c:formData>{}</c:formData></extensionElements>"
FIELD = '<c:formField id="{}" label="{}" type="string"/>'


def pair(first: str = "", second: str = "", attributes: tuple[str, str] = ("", "")) -> Model:
    """Write and Check, with this in them, and Send."""
    sketch = chain("Write", "Check", "Send")
    for name, content, given in zip(("Write", "Check"), (first, second), attributes, strict=True):
        sketch.nodes[name] = ("userTask", name, f"{CAMUNDA} {given}", content)
    return read(sketch)


def form(*fields: str) -> str:
    """A form of these fields, with their labels where they have some."""
    said = (field.partition(":") for field in fields)
    return FORM.format("".join(FIELD.format(name, label or name) for name, _colon, label in said))


def made(model: Model, title: str = "") -> Model:
    """The model with one step of the two."""
    sent = {"kind": "merge", "steps": ["Write", "Check"]} | ({"title": title} if title else {})
    changed = apply(model, [operation_from(sent)])
    assert changed.model is not None, changed.refusals
    return changed.model


def refused(model: Model) -> list[str]:
    """The codes with which it is refused."""
    return [r.code for r in apply(model, [Merge(("Write", "Check"))]).refusals]


def test_the_first_stays_and_leads_on_with_the_names_of_both_or_another_one() -> None:
    model = made(pair())
    node = model.graph.nodes["Write"]
    assert (node.name, [*model.graph.after("Write")], "Check" in model.graph.nodes) == (
        "Write + Check",
        ["Send"],
        False,
    )
    assert made(pair(), "Prepare").graph.nodes["Write"].name == "Prepare"


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [("Do it.", "Look.", "Do it.\n\nLook."), ("", "Look.", "Look."), ("Do it.", "", "Do it."), ("So.", "So.", "So.")],
)
def test_the_instruction_says_what_both_said(first: str, second: str, both: str) -> None:
    said = [f"<documentation>{text}</documentation>" if text else "" for text in (first, second)]
    assert made(pair(*said)).graph.nodes["Write"].documentation == both


def test_a_form_asks_for_the_fields_of_both_once_each() -> None:
    model = made(pair(form("sum", "date"), form("date", "name")))
    assert re.findall(rb'formField id="(\w+)"', model.xml) == [b"sum", b"date", b"name"]
    assert re.findall(rb'formField id="(\w+)"', made(pair("", form("name"))).xml) == [b"name"]


def test_what_cannot_be_both_is_refused() -> None:
    assert refused(pair(form("sum"), form("sum:Amount"))) == ["BOTH_HAVE_SETTINGS"]
    assert refused(pair(form("sum"), attributes=("", 'c:formKey="b.form"'))) == ["BOTH_HAVE_SETTINGS"]
    assert refused(pair(attributes=('c:formKey="a"', 'c:formKey="b"'))) == ["BOTH_HAVE_SETTINGS"]
    assert refused(pair(attributes=('c:formKey="a"', 'c:formKey="a"'))) == []
    assert refused(pair(attributes=("", 'c:candidateGroups="sales"'))) == ["NOT_THE_SAME_PEOPLE"]


def test_documents_and_notes_of_the_second_are_those_of_the_first() -> None:
    reads = (
        '<ioSpecification id="io"><dataInput id="in"/><inputSet id="set"><dataInputRefs>in</dataInputRefs></inputSet>'
        '<outputSet id="out"/></ioSpecification>'
        '<dataInputAssociation id="reads"><sourceRef>paper</sourceRef><targetRef>in</targetRef></dataInputAssociation>'
    )
    xml = pair("", reads).xml
    more = (
        b'<dataObjectReference id="paper" dataObjectRef="sheet"/><dataObject id="sheet"/>'
        b'<textAnnotation id="note"><text>Twice</text></textAnnotation>'
        b'<association id="ties" sourceRef="Check" targetRef="note"/></process>'
    )
    model = made(parse(xml.replace(b"</process>", more)))
    first = model.elements["Write"]
    assert model.elements["reads"].getparent() is first and model.elements["io"].getparent() is first
    assert (model.elements["ties"].get("sourceRef"), "note" in model.elements) == ("Write", True)


def test_a_step_taken_out_is_no_merge_though_the_one_before_it_gets_another_name() -> None:
    model = pair(second="<documentation>Look.</documentation>")
    taken_out = [Eliminate("Check"), Retitle("Write", "Both"), Instruct("Write", "Look.")]
    for operations in ([Merge(("Write", "Check"), "Both")], taken_out):
        changed = apply(model, operations)
        assert changed.model is not None and operations_between(model, changed.model) == tuple(operations)


def test_who_checks_the_second_still_may_not_have_done_it() -> None:
    apart = 'c:notSameAs="Check"'
    sketch = chain("Write", "Check", "Send")
    sketch.nodes["Send"] = ("userTask", "Send", f"{CAMUNDA} {apart}", "")
    assert b'notSameAs="Write"' in made(read(sketch)).xml
    assert refused(pair(attributes=('c:notSameAs="Check"', ""))) == ["KEPT_APART"]
    assert refused(pair(attributes=("", 'c:notSameAs="Write"'))) == ["KEPT_APART"]
