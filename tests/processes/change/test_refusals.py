"""Each reason to refuse: its code, words that name the steps, and the ways out."""

from __future__ import annotations

from itertools import pairwise

import pytest

from processes.change import Changed, Eliminate
from processes.change.kinds import codes
from tests.processes.change.support import change, done, ends, refused
from tests.processes.change.test_eliminate import several_in, several_out
from tests.processes.models import HEAD, Sketch, chain


def the(changed: Changed, code: str, *naming: str) -> set[str]:
    """The ids of the ways out of the one refusal, after a look at its code and words."""
    assert [r.code for r in changed.refusals] == [code]
    assert code in codes()
    for name in naming:
        assert name in changed.refusals[0].words
    return {c.id for c in changed.refusals[0].choices}


@pytest.mark.parametrize(
    ("step", "code"), [("start", "START_NEEDED"), ("end", "END_NEEDED"), ("split", "GATEWAY_OF_A_PAIR")]
)
def test_what_the_rest_hangs_on_cannot_go_alone(step: str, code: str) -> None:
    assert refused(several_in("task"), step) == code


def with_timer(path: tuple[str, ...] = ("Remind", "late"), back: str = "") -> Sketch:
    """A step with a timer on it and a path that hangs on the timer."""
    sketch = chain("A", "B", "C")
    timer = "<timerEventDefinition><timeDuration>PT2D</timeDuration></timerEventDefinition>"
    sketch.node("timer", "boundaryEvent", "2 days", 'attachedToRef="B"', timer)
    last = "timer"
    for id_ in path:
        sketch.node(id_, "endEvent" if id_ == "late" else "task", id_)
        sketch.flow(last, id_)
        last = id_
    if back:
        sketch.flow(last, back)
    return sketch


def test_an_event_and_its_path_hang_on_the_step() -> None:
    assert the(change(with_timer(), Eliminate("B")), "BOUNDARY_EVENT_ATTACHED", "2 days", "B") == {"cascade", "keep"}
    model = done(with_timer(), Eliminate("B", cascade=True))
    assert set(model.graph.nodes) == {"start", "A", "C", "end"}


def test_a_path_that_joins_the_main_one_leaves_it_whole() -> None:
    sketch = with_timer(("Remind",))
    sketch.node("merge", "exclusiveGateway")
    sketch.flows = {i: f for i, f in sketch.flows.items() if f[:2] != ("B", "C")}
    for source, target in (("B", "merge"), ("Remind", "merge"), ("merge", "C")):
        sketch.flow(source, target, id_=f"{source}{target}")
    model = done(sketch, Eliminate("B", cascade=True))
    assert ends(model) == {("start", "A"), ("A", "merge"), ("merge", "C"), ("C", "end")}


def test_a_path_back_to_the_step_goes_too() -> None:
    model = done(with_timer(("Remind",), back="B"), Eliminate("B", cascade=True))
    assert ends(model) == {("start", "A"), ("A", "C"), ("C", "end")}


def test_steps_that_nothing_leads_to_are_left_alone_by_a_cascade() -> None:
    sketch = with_timer()
    sketch.node("alone", "task", "Alone")
    assert "alone" in done(sketch, Eliminate("B", cascade=True)).graph.nodes


def conversation() -> Sketch:
    """A step that sends to a step of another pool."""
    sketch = chain("A", "Send", "B")
    sketch.before = (
        '<collaboration id="c"><participant id="us" name="We" processRef="p"/>'
        '<participant id="them" name="Customer" processRef="q"/><messageFlow id="m" name="Order" sourceRef="Send" '
        'targetRef="Get"/><textAnnotation id="note"><text>by mail</text></textAnnotation>'
        '<association id="link" sourceRef="m" targetRef="note"/></collaboration>\n'
    )
    sketch.more = '<process id="q">' + "".join(
        f'<{tag} id="{i}" name="{i}"/>' for i, tag in (("s2", "startEvent"), ("Get", "receiveTask"), ("e2", "endEvent"))
    )
    flows = pairwise(("s2", "Get", "e2"))
    sketch.more += "".join(f'<sequenceFlow id="{a}{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in flows)
    sketch.more += "</process>\n"
    return sketch


def test_somebody_waits_for_the_message() -> None:
    changed = change(conversation(), Eliminate("Send"))
    assert the(changed, "MESSAGE_PARTNER_WAITS", "Send", "Get", "Customer", "Order") == {"both", "cascade", "keep"}
    assert next(c for c in changed.refusals[0].choices if c.id == "both").steps == ("Get",)


def test_somebody_sends_the_message() -> None:
    assert the(change(conversation(), Eliminate("Get")), "MESSAGE_LOST", "Send", "We") == {"both", "cascade", "keep"}


def test_a_message_goes_with_its_note_when_that_is_agreed_or_both_ends_go() -> None:
    for operations in ([Eliminate("Send", True)], [Eliminate("Send"), Eliminate("Get")]):
        model = done(conversation(), *operations)
        assert not any(i in model.xml for i in (b'"m"', b'"link"', b"by mail"))


def with_data() -> Sketch:
    """B writes a document, C reads it."""
    sketch = chain("A", "B", "C", "D")
    sketch.nodes["B"] = (
        "task", "B", "", '<dataOutputAssociation id="w"><targetRef>ref</targetRef></dataOutputAssociation>',
    )  # fmt: skip
    sketch.nodes["C"] = (
        "task", "C", "", '<dataInputAssociation id="r"><sourceRef>ref</sourceRef></dataInputAssociation>',
    )  # fmt: skip
    sketch.artifacts = '<dataObject id="doc"/><dataObjectReference id="ref" name="Offer" dataObjectRef="doc"/>'
    return sketch


def test_a_document_is_still_read() -> None:
    changed = change(with_data(), Eliminate("B"))
    assert the(changed, "DATA_STILL_READ", "Offer", "“B”", "“C”") == {"both", "cascade", "keep"}
    assert refused(with_data(), "C") == ""
    done(with_data(), Eliminate("B"), Eliminate("C"))
    done(with_data(), Eliminate("B", cascade=True))


def test_a_document_that_others_write_too_may_lose_one_writer() -> None:
    sketch = with_data()
    tag, _name, attributes, content = sketch.nodes["B"]
    sketch.nodes["A"] = (tag, "A", attributes, content.replace('"w"', '"w2"'))
    assert refused(sketch, "B") == ""


def test_after_whichever_comes_first_a_branch_begins_with_an_event() -> None:
    sketch = Sketch()
    for id_, tag in (("start", "startEvent"), ("first", "eventBasedGateway"), ("R", "receiveTask"), ("A", "task")):
        sketch.node(id_, tag, id_ if len(id_) == 1 else "")
    sketch.node("timer", "intermediateCatchEvent", "1 day", content="<timerEventDefinition/>")
    sketch.node("end", "endEvent")
    sketch.node("late", "endEvent")
    for source, target in (("start", "first"), ("first", "R"), ("R", "A"), ("A", "end"), ("first", "timer"),
                           ("timer", "late")):  # fmt: skip
        sketch.flow(source, target)
    assert the(change(sketch, Eliminate("R")), "EVENT_GATEWAY_TARGET", "R") == {"keep"}
    assert refused(sketch, "A") == ""
    sketch.nodes["A"] = ("receiveTask", "A", "", "")
    assert refused(sketch, "R") == ""


def test_a_step_may_not_be_an_undo_step_or_be_named_by_an_undo_event() -> None:
    sketch = chain("Book", "Pay")
    sketch.node("undo", "boundaryEvent", "Undo", 'attachedToRef="Book"', "<compensateEventDefinition/>")
    sketch.node("Cancel", "task", "Cancel", 'isForCompensation="true"')
    sketch.artifacts = '<association id="link" sourceRef="undo" targetRef="Cancel" associationDirection="One"/>'
    assert the(change(sketch, Eliminate("Cancel")), "COMPENSATION_HANDLER", "Cancel") == {"cascade", "keep"}
    assert "undo" not in done(sketch, Eliminate("Cancel", cascade=True)).graph.nodes
    assert set(done(sketch, Eliminate("Book", cascade=True)).graph.nodes) == {"start", "Pay", "end"}
    sketch.nodes["end"] = ("endEvent", "", "", '<compensateEventDefinition id="call" activityRef="Pay"/>')
    assert refused(sketch, "Pay") == "COMPENSATION_REFERENCE"


def test_a_broken_diagram_is_to_be_repaired_first() -> None:
    nowhere = chain("A", "B").xml().replace(b'sourceRef="A" targetRef="B"', b'sourceRef="A" targetRef="gone"')
    across = chain("A", "S", "B")
    across.nodes["S"] = ("subProcess", "S", "", '<task id="inner"/>')
    xml = across.xml().replace(b'sourceRef="S"', b'sourceRef="inner"').replace(b"    <outgoing>f3</outgoing>\n", b"")
    assert refused(nowhere, "A") == "BROKEN_INPUT_FLOW"
    other = chain("A", "B")
    other.nodes["A"] = ("choreographyTask", "A", "", "")
    (said,) = change(other, Eliminate("B")).refusals
    assert (said.code, "begins at nothing that is a step" in said.words) == ("BROKEN_INPUT_FLOW", True)
    assert refused(xml, "S") == refused(xml, "B") == "CROSS_SCOPE_FLOW"


def test_the_only_thing_there_is_cannot_go() -> None:
    alone = f'{HEAD}<process id="p"><task id="A" name="A"/></process></definitions>'.encode()
    assert the(change(alone, Eliminate("A")), "LAST_STEP", "A") == {"keep"}
    sketch = chain("S", "B")
    sketch.nodes["S"] = ("subProcess", "Check", "", '<task id="inner" name="Inner"/>')
    assert the(change(sketch, Eliminate("inner")), "LAST_STEP", "Inner") == {"instead", "keep"}


def test_a_loop_needs_work() -> None:
    sketch = Sketch()
    for id_, tag in (("start", "startEvent"), ("in", "exclusiveGateway"), ("A", "task"), ("out", "exclusiveGateway")):
        sketch.node(id_, tag, "A" if tag == "task" else "")
    sketch.node("end", "endEvent")
    for source, target in (("start", "in"), ("in", "A"), ("A", "out"), ("out", "in"), ("out", "end")):
        sketch.flow(source, target, "again" if target == "in" and source == "out" else "")
    assert refused(sketch, "A") == "EMPTY_LOOP"
    sketch.node("B", "task", "B")
    sketch.flows["f4"] = ("out", "B", "again")
    sketch.flow("B", "in")
    assert refused(sketch, "A") == refused(sketch, "B") == ""
    assert refused(sketch, "A", "B") == "EMPTY_LOOP"


def test_conditions_are_neither_lost_nor_put_where_none_can_be_asked() -> None:
    sketch = chain("A", "B", "C")
    sketch.flows["f2"] = ("A", "B", "one")
    sketch.flows["f3"] = ("B", "C", "two")
    assert refused(sketch, "B") == "TWO_CONDITIONS"
    sketch.flows["f1"], sketch.flows["f2"] = ("start", "A", ""), ("A", "B", "two")
    assert refused(sketch, "A") == "CONDITION_CANNOT_MOVE"
    joined = several_in("task")
    joined.flows["f6"] = ("X", "N", "c")
    assert refused(joined, "X") == "CONDITION_CANNOT_MOVE"


def test_no_step_is_made_to_start_twice() -> None:
    sketch = Sketch()
    for id_, tag in (
        ("start", "startEvent"),
        ("both", "parallelGateway"),
        ("A", "task"),
        ("N", "task"),
        ("end", "endEvent"),
    ):
        sketch.node(id_, tag, id_)  # fmt: skip
    for source, target in (("start", "both"), ("both", "A"), ("both", "N"), ("A", "N"), ("N", "end")):
        sketch.flow(source, target)
    assert refused(sketch, "A") == "DUPLICATE_FLOW"


def test_joining_and_splitting_arrows_need_a_hand() -> None:
    sketch = several_in("task")
    sketch.node("M", "task", "M")
    sketch.flow("X", "M")
    sketch.flow("M", "end")
    assert refused(sketch, "X") == "MIXED_JOIN_FORK"
    mixed = several_out(("c", ""))
    assert refused(mixed, "X") == "MIXED_IMPLICIT_SPLIT"


def test_a_process_does_not_begin_at_a_join() -> None:
    sketch = Sketch()
    for id_, tag in (("A", "task"), ("B", "task"), ("join", "parallelGateway"), ("end", "endEvent")):
        sketch.node(id_, tag, id_)
    for source, target in (("A", "join"), ("B", "join"), ("join", "end")):
        sketch.flow(source, target)
    assert refused(sketch, "A") == "IMPLICIT_START_INTO_JOIN"


def test_a_refusal_prints_as_the_interface_says() -> None:
    printed = change(with_timer(), Eliminate("B")).refusals[0].as_dict()
    assert printed["code"] == "BOUNDARY_EVENT_ATTACHED"
    assert {"code", "words", "choices"} <= printed.keys()
    assert printed["choices"][0]["id"] == "cascade"  # type: ignore[index]


def test_a_step_that_shares_its_id_is_not_changed_for_another() -> None:
    twice = chain("A", "B").xml().replace(b'<userTask id="B"', b'<userTask id="A"')
    refusal = change(twice, Eliminate("A")).refusals[0]
    assert refusal.code == "DUPLICATE_ID"
    assert refusal.words == (
        "Two elements have the id “A”: “A” and “B”. Give one of them another id in the model first."
    )
