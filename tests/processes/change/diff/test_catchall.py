"""What the reader of operations does not know is named as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from processes.change import Diff, diff, overlay
from processes.model import Model, parse, write
from tests.processes.change.rich import BUILT_IN, RICH, mutated
from tests.processes.corpus import CORPUS, needs_corpus

LIMITS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MODELS = [parse(RICH), *(parse(path.read_bytes()) for path in BUILT_IN)]

OTHERS = sorted(
    p for folder in ("miwg", "vendor", "engine") for end in ("bpmn", "xml") for p in (CORPUS / folder).glob(f"*.{end}")
)


def changed(old: str, new: str) -> Diff:
    """The difference that replacing one text in the file makes."""
    assert RICH.count(old.encode()) == 1, old
    return diff(parse(RICH), parse(RICH.replace(old.encode(), new.encode())))


@pytest.mark.parametrize(
    ("old", "new", "kind", "step", "words"),
    [
        ('errorCode="E1"', 'errorCode="E2"', "error", "late", "The error “Too late” now has the code E2 (was E1)."),
        ('escalationCode="U1"', 'escalationCode="U2"', "event", "up",
         "The escalation “Ask the boss” now has the code U2 (was U1)."),
        ('name="Alarm"', 'name="Fire"', "signal", "alarm", "The signal “Alarm” is now called “Fire”."),
        ("<bpmn:messagePath>number", "<bpmn:messagePath>id", "correlation", "prop",
         "The message path of the correlation property retrieval expression of the correlation property "
         "“number” is now “id” instead of “number”."),
        ("<bpmn:dataPath>number", "<bpmn:dataPath>id", "correlation", "sub",
         "The data path of the correlation property binding of the correlation subscription “sub” is now “id” "
         "instead of “number”."),
        ('structureRef="Order"', 'structureRef="Offer"', "data", "item",
         "The item definition “item” now has the structure “Offer” (was “Order”)."),
        ('value="Urgent"', 'value="Later"', "group", "value",
         "The category “value” of the category “cat”: the attribute value changed from “Urgent” to “Later”."),
        ('label="Amount"', 'label="Sum"', "form", "check",
         "In “Check”, “Amount” is now called “Sum”."),
        ('camunda:assignee="ines"', 'camunda:assignee="tom"', "settings", "check",
         "“Check” now has the assignee “tom” (was “ines”)."),
        ('implementation="##unspecified"', "", "settings", "check",
         "“Check”: the attribute implementation is gone; it was “##unspecified”."),
        ("total = amount + 1", "total = amount + 2", "script", "sum",
         "The script of “Add up” is now “total = amount + 2” instead of “total = amount + 1”."),
        ('attachedToRef="check"', 'attachedToRef="sum"', "rerouted", "on_late",
         "“late?” now has the step it is attached to “Add up” (was “Check”)."),
        ('language="feel"', 'language="juel"', "condition", "yes",
         "The condition of the way from “Big?” to “Offer here”: the attribute language changed from “feel” to "
         "“juel”."),
        ("How we sell.", "How we sold.", "documentation", "p",
         "The documentation is now “How we sold.” instead of “How we sell.”."),
        ('isExecutable="true"', 'isExecutable="false"', "process", "p",
         "The process “Selling”: the attribute isExecutable changed from “true” to “false”."),
        ('name="owner" value="Ines"', 'name="owner" value="Tom"', "process", "p",
         "The property “owner”: the attribute value changed from “Ines” to “Tom”."),
        ('name="Archive"', 'name="Cellar"', "data", "store", "The data store “Archive” is now called “Cellar”."),
        ('associationDirection="None"', 'associationDirection="One"', "association", "tie",
         "The association “tie”: the attribute associationDirection changed from “None” to “One”."),
        ('<bpmn:group id="group" categoryValueRef="value"/>', "", "group", "group",
         "The group “group” (categoryValueRef value) is gone."),
        ('camunda:collection="parts"', 'camunda:collection="all"', "settings", "ship",
         "The repetition of “Ship”: the attribute camunda:collection changed from “parts” to “all”."),
    ],
)  # fmt: skip
def test_a_difference_is_named_as_people_understand_it(old: str, new: str, kind: str, step: str, words: str) -> None:
    found = changed(old, new)
    assert [(c.kind, c.step, c.words) for c in found.changes] == [(kind, step, words)]
    assert found.summary in ("1 other change.", "1 path re-routed.")


def test_a_renamed_message_is_said_of_the_step_that_waits_for_it() -> None:
    found = changed('name="Offer" itemRef', 'name="Bid" itemRef')
    assert [(c.kind, c.step) for c in found.changes] == [("message", "wait")]


@pytest.mark.parametrize(
    ("old", "new", "steps"),
    [
        ('errorCode="E1"', 'errorCode="E2"', ("on_late",)),
        ('structureRef="Order"', 'structureRef="Offer"', ("wait",)),
        ('name="Desk"', 'name="Counter"', ("check",)),
        ("amount &gt; 5", "amount &gt; 6", ("big", "wait")),
        ("by phone", "by mail", ("check",)),
        ('name="asks"', 'name="calls"', ("wait",)),
        ("How we sell.", "How we sold.", ()),
    ],
)
def test_a_change_beside_the_steps_names_those_it_touches(old: str, new: str, steps: tuple[str, ...]) -> None:
    found = changed(old, new).changes
    assert [c.affects for c in found] == [steps]
    assert set(steps) <= set(found[0].steps)


def test_only_what_can_be_seen_in_the_drawing_is_marked_there() -> None:
    after = RICH.replace(b'errorCode="E1"', b'errorCode="E2"').replace(b'value="Ines"', b'value="Tom"')
    after = after.replace(b'camunda:assignee="ines"', b'camunda:assignee="tom"')
    marks = overlay(parse(RICH), parse(after))
    assert [(m.id, m.label) for m in marks.changed] == [("check", "≠ other settings")]
    assert not (marks.added or marks.removed or marks.rerouted)


def test_what_is_taken_out_together_is_named_together() -> None:
    order = '<bpmn:dataObject id="order" itemSubjectRef="item"/>\n    '
    order += '<bpmn:dataObjectReference id="order_ref" name="Order" dataObjectRef="order"/>'
    found = changed(order, "")
    assert [(c.kind, c.step) for c in found.changes] == [("data", "order"), ("data", "order_ref")]


def test_fields_in_another_order_are_a_change() -> None:
    first = '<camunda:formField id="amount" label="Amount" type="long"/>'
    second = '<camunda:formField id="why" label="Why" type="string"/>'
    turned = (
        RICH.replace(first.encode(), b"FIRST")
        .replace(second.encode(), first.encode())
        .replace(b"FIRST", second.encode())
    )
    found = diff(parse(RICH), parse(turned))
    assert [(c.kind, c.step) for c in found.changes] == [("form", "check")]
    assert found.changes[0].words == "What stands in the form of “Check” (form field) is in another order."


def test_prefixes_blanks_and_the_order_of_attributes_are_nothing() -> None:
    text = RICH.decode().replace("bpmn:", "b:").replace("xmlns:bpmn", "xmlns:b").replace("zeebe", "z")
    text = re.sub(r">\s+<", "><", text).replace(
        'sourceRef="start" targetRef="check"', 'targetRef="tns:check" sourceRef="start"'
    )
    text = text.replace("<b:flowNodeRef>check", "<!-- who --><b:flowNodeRef> tns:check ")
    found = diff(parse(RICH), parse(text.encode()))
    assert (found.changes, found.summary) == ((), "Nothing changed.")


def test_a_colour_is_drawing() -> None:
    drawn = (BUILT_IN[0]).read_bytes()
    root = etree.fromstring(drawn)
    shape = next(root.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNShape"))
    shape.set("{http://bpmn.io/schema/bpmn/biocolor/1.0}stroke", "#123456")
    found = diff(parse(drawn), parse(etree.tostring(root)))
    assert ([c.kind for c in found.changes], found.summary) == (["layout"], "Only the drawing changed.")


def test_a_whole_new_file_of_many_thousand_elements_is_compared() -> None:
    def many(mark: str) -> Model:
        flows = "".join(
            f'<sequenceFlow id="f{mark}{i}" sourceRef="t{mark}{i}" targetRef="t{mark}{i + 1}"/>' for i in range(4000)
        )
        steps = "".join(f'<task id="t{mark}{i}"/>' for i in range(4001))
        head = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="u"><process id="p">'
        return parse(f"{head}{steps}{flows}</process></definitions>".encode())

    assert len(diff(many("a"), many("b")).of("eliminated")) == 4001


@LIMITS
@given(st.sampled_from(MODELS), st.integers(0, 2**32))
def test_no_single_change_goes_unnamed(model: Model, seed: int) -> None:
    made = mutated(model, seed)
    assume(made is not None)
    assert made is not None
    assert _named(*made, model) != []


@needs_corpus
@LIMITS
@given(st.sampled_from(OTHERS or BUILT_IN), st.integers(0, 2**32))
def test_no_single_change_of_a_model_of_others_goes_unnamed(path: Path, seed: int) -> None:
    model = parse(path.read_bytes())
    made = mutated(model, seed)
    assume(made is not None)
    assert made is not None
    assert _named(*made, model) != []


def _named(done: str, after: Model, before: Model) -> list[str]:
    """Give the words for a change, each of which must be a sentence."""
    found = diff(before, after)
    named = [c for c in found.changes if c.kind != "layout"]
    assert named, f"{done}: {found.summary}"
    assert all(len(c.words.split()) > 2 and c.words.endswith(".") for c in named)
    assert diff(after, parse(write(after.copy_root()))).summary == "Nothing changed."
    return [c.words for c in named]
