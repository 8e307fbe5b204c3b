"""Each reason for which a kind of change is refused: its code, words that say why, and the way out."""

from __future__ import annotations

import pytest

from processes.change import KINDS, apply, operation_from
from tests.processes.change.support import read
from tests.processes.models import Sketch, chain, varied

VARIED = varied().xml()
NOWHERE = VARIED.replace(b'sourceRef="B" targetRef="C"', b'sourceRef="B" targetRef="gone"')
NOWHERE_IN_A_BRANCH = VARIED.replace(b'sourceRef="D" targetRef="join"', b'sourceRef="D" targetRef="gone"')
NEW = {"type": "userTask", "title": "Look"}
OURS = {"contact_reduction", "eliminate", "retitle", "instruct", "field", "remodel"}


def across() -> bytes:
    """A way from inside a sub-process to B."""
    sketch = chain("A", "S", "B", "C")
    sketch.nodes["S"] = ("subProcess", "S", "", '<task id="inner"/>')
    xml = sketch.xml().replace(b'sourceRef="S"', b'sourceRef="inner"')
    return xml.replace(b"    <outgoing>f3</outgoing>\n", b"")


def first_event() -> bytes:
    """Whichever comes first: R receives a message, or a day passes."""
    sketch = Sketch()
    for id_, tag in (("start", "startEvent"), ("first", "eventBasedGateway"), ("R", "receiveTask"), ("A", "task")):
        sketch.node(id_, tag, id_ if len(id_) == 1 else "")
    sketch.node("timer", "intermediateCatchEvent", "1 day", content="<timerEventDefinition/>")
    for end in ("end", "late"):
        sketch.node(end, "endEvent")
    for way in ("start>first", "first>R", "R>A", "A>end", "first>timer", "timer>late"):
        sketch.flow(*way.split(">"))
    return sketch.xml()


def chosen() -> bytes:
    """The way from A to B is taken on a condition."""
    sketch = chain("A", "B", "C")
    sketch.flows["f2"] = ("A", "B", "one")
    return sketch.xml()


def chosen_in_a_branch() -> bytes:
    """The way out of a branch is taken on a condition."""
    sketch = varied()
    sketch.flows["f7"] = ("D", "join", "one")
    return sketch.xml()


def as_node(tag: str, attributes: str = "", content: str = "") -> bytes:
    """B is something else."""
    sketch = chain("A", "B", "C")
    sketch.nodes["B"] = (tag, "B", attributes, content)
    sketch.lanes = {"Sales": [*sketch.nodes], "Legal": []}
    return sketch.xml()


def with_timer() -> bytes:
    """An event hangs on B."""
    sketch = chain("A", "B", "C")
    timer = "<timerEventDefinition><timeDuration>PT2D</timeDuration></timerEventDefinition>"
    sketch.node("timer", "boundaryEvent", "2 days", 'attachedToRef="B"', timer)
    sketch.flow("timer", sketch.node("late", "endEvent"))
    return sketch.xml()


def entered_twice() -> bytes:
    """Two ways lead to D."""
    sketch = varied()
    sketch.flow("either", "D", "big")
    return sketch.xml()


def among_others() -> bytes:
    """A note is tied to D, which is done at the same time as E; F is drawn between them."""
    sketch = varied()
    sketch.lanes = {}
    sketch.artifacts = '<textAnnotation id="note"/><association id="ties" sourceRef="D" targetRef="note"/>'
    edge = b'<bpmndi:BPMNEdge bpmnElement="ties"><di:waypoint x="0" y="0"/><di:waypoint x="9" y="9"/></bpmndi:BPMNEdge>'
    return sketch.xml().replace(b"</bpmndi:BPMNPlane>", edge + b"</bpmndi:BPMNPlane>")


def with_more(model: bytes, more: str) -> bytes:
    """A model with something more in its process."""
    return model.replace(b"</process>", more.encode() + b"</process>")


def on_conditions(model: bytes) -> bytes:
    """The way to the end of B and that from it are taken on conditions."""
    condition = b"<conditionExpression>x > 1</conditionExpression></sequenceFlow>"
    for ends in (TO_C, b'sourceRef="X" targetRef="done"'):
        model = model.replace(ends + b"></sequenceFlow>", ends + b">" + condition)
        model = model.replace(ends + b"/>", ends + b">" + condition)
    return model


INNER = (
    '<startEvent id="begin"/><task id="X"/><endEvent id="done"/>'
    '<sequenceFlow id="i1" sourceRef="begin" targetRef="X"/><sequenceFlow id="i2" sourceRef="X" targetRef="done"/>'
)
HELD = as_node("subProcess", content=INNER)
TO_B, TO_C = b'sourceRef="A" targetRef="B"', b'sourceRef="B" targetRef="C"'
EVENT, SUB = as_node("intermediateThrowEvent"), as_node("subProcess", content='<task id="inner"/>')
NAMED = as_node("userTask", 'xmlns:c="http://camunda.org/schema/1.0/bpmn" c:assignee="kim"')
EVENT_SUB = as_node("subProcess", 'triggeredByEvent="true"', '<task id="inner"/>')
LEGAL = as_node("userTask").replace(b"<flowNodeRef>B</flowNodeRef>", b"").replace(
    b'name="Legal">', b'name="Legal"><flowNodeRef>B</flowNodeRef>')  # fmt: skip
# What may be done first where it is refused, besides leaving it as it is.
FIRST = {"NOT_THE_SAME_LANE": ["reassign"]}
Sent = dict[str, object]
LATE: Sent = {"after": "P2D", "then": {"title": "Remind"}}

CASES: list[tuple[bytes, Sent, str]] = [
    (VARIED, {"kind": "insert", "at": {"flow": "gone"}, **NEW}, "NO_SUCH_WAY"),
    (VARIED, {"kind": "insert", "at": {"after": "end"}, **NEW}, "NO_SUCH_WAY"),
    (VARIED, {"kind": "insert", "at": {"after": "either"}, **NEW}, "SEVERAL_WAYS"),
    (VARIED, {"kind": "insert", "at": {"before": "or"}, **NEW}, "SEVERAL_WAYS"),
    (VARIED, {"kind": "insert", "at": {"after": "A"}, "lane": "Nobody", **NEW}, "NO_SUCH_LANE"),
    (VARIED, {"kind": "insert", "at": {"after": "A"}, "id": "B", **NEW}, "ID_TAKEN"),
    (first_event(), {"kind": "insert", "at": {"before": "R"}, **NEW}, "EVENT_GATEWAY_TARGET"),
    (NOWHERE, {"kind": "insert", "at": {"flow": "f3"}, **NEW}, "BROKEN_INPUT_FLOW"),
    (across(), {"kind": "insert", "at": {"flow": "f3"}, **NEW}, "CROSS_SCOPE_FLOW"),
    (VARIED, {"kind": "insert", "beside": ["A", "D"], **NEW}, "NOT_SESE"),
    (chosen(), {"kind": "insert", "beside": ["A"], **NEW}, "CONDITION_CANNOT_MOVE"),
    (VARIED, {"kind": "move", "step": "A", "at": {"flow": "gone"}}, "NO_SUCH_WAY"),
    (VARIED, {"kind": "move", "step": "A", "at": {"before": "B"}}, "NO_SUCH_WAY"),
    (VARIED, {"kind": "move", "step": "A", "at": {"after": "either"}}, "SEVERAL_WAYS"),
    (VARIED, {"kind": "move", "step": "start", "at": {"after": "B"}}, "NOT_A_SEQUENCE"),
    (EVENT, {"kind": "move", "step": "B", "at": {"after": "C"}}, "NOT_AN_ACTIVITY"),
    (NOWHERE, {"kind": "move", "step": "B", "at": {"after": "C"}}, "BROKEN_INPUT_FLOW"),
    (across(), {"kind": "move", "step": "B", "at": {"before": "A"}}, "CROSS_SCOPE_FLOW"),
    (first_event(), {"kind": "move", "step": "A", "at": {"before": "R"}}, "EVENT_GATEWAY_TARGET"),
    (chosen(), {"kind": "move", "step": "A", "at": {"after": "C"}}, "CONDITION_CANNOT_MOVE"),
    (VARIED, {"kind": "swap", "step": "A", "with": "A"}, "NOT_A_SEQUENCE"),
    (VARIED, {"kind": "swap", "step": "A", "with": "end"}, "NOT_A_SEQUENCE"),
    (EVENT, {"kind": "swap", "step": "A", "with": "B"}, "NOT_AN_ACTIVITY"),
    (NOWHERE, {"kind": "swap", "step": "A", "with": "B"}, "BROKEN_INPUT_FLOW"),
    (across(), {"kind": "swap", "step": "B", "with": "C"}, "CROSS_SCOPE_FLOW"),
    (chosen(), {"kind": "swap", "step": "A", "with": "C"}, "CONDITION_CANNOT_MOVE"),
    (VARIED, {"kind": "reorder", "steps": ["A", "B"], "order": ["B", "C"]}, "NOT_THE_SAME_STEPS"),
    (VARIED, {"kind": "reorder", "steps": ["A", "C"], "order": ["C", "A"]}, "NOT_A_SEQUENCE"),
    (EVENT, {"kind": "reorder", "steps": ["A", "B"], "order": ["B", "A"]}, "NOT_AN_ACTIVITY"),
    (NOWHERE, {"kind": "reorder", "steps": ["A", "B"], "order": ["B", "A"]}, "BROKEN_INPUT_FLOW"),
    (across(), {"kind": "reorder", "steps": ["B", "C"], "order": ["C", "B"]}, "CROSS_SCOPE_FLOW"),
    (chosen(), {"kind": "reorder", "steps": ["A", "B"], "order": ["B", "A"]}, "CONDITION_CANNOT_MOVE"),
    (entered_twice(), {"kind": "split", "step": "D", "titles": ["X", "Y"]}, "NOT_A_SEQUENCE"),
    (EVENT, {"kind": "split", "step": "B", "titles": ["X", "Y"]}, "NOT_AN_ACTIVITY"),
    (SUB, {"kind": "split", "step": "B", "titles": ["X", "Y"]}, "NOT_A_TASK"),
    (NOWHERE, {"kind": "split", "step": "B", "titles": ["X", "Y"]}, "BROKEN_INPUT_FLOW"),
    (across(), {"kind": "split", "step": "B", "titles": ["X", "Y"]}, "CROSS_SCOPE_FLOW"),
    (chosen(), {"kind": "split", "step": "A", "titles": ["X", "Y"]}, "CONDITION_CANNOT_MOVE"),
    *((model, {"kind": "merge", "steps": [*steps]}, code) for model, steps, code in (
        (VARIED, "AC", "NOT_A_SEQUENCE"), (EVENT, "AB", "NOT_AN_ACTIVITY"), (SUB, "AB", "NOT_A_TASK"),
        (NOWHERE, "AB", "BROKEN_INPUT_FLOW"), (across(), "BC", "CROSS_SCOPE_FLOW"),
        (chosen(), "AB", "CONDITION_CANNOT_MOVE"), (with_timer(), "AB", "BOUNDARY_EVENT_ATTACHED"),
        (LEGAL, "AB", "NOT_THE_SAME_LANE"), (NAMED, "AB", "NOT_THE_SAME_PEOPLE"),
        (as_node("userTask", 'xmlns:c="urn:c" c:notSameAs="A"'), "AB", "KEPT_APART"),
        (as_node("serviceTask"), "AB", "NOT_THE_SAME_TYPE"),
        (as_node("userTask", content="<standardLoopCharacteristics/>"), "AB", "DONE_SEVERAL_TIMES"),
        (as_node("userTask", 'implementation="##WebService"'), "AB", "BOTH_HAVE_SETTINGS"))),
    (VARIED, {"kind": "extract", "steps": ["A", "B"], "title": "Both", "id": "C"}, "ID_TAKEN"),
    *((model, {"kind": "extract", "steps": [*steps], "title": "Both"}, code) for model, steps, code in (
        (VARIED, ["A", "D"], "NOT_SESE"), (NOWHERE, "AB", "BROKEN_INPUT_FLOW"), (across(), "BC", "CROSS_SCOPE_FLOW"),
        (first_event(), "RA", "EVENT_GATEWAY_TARGET"), (LEGAL, "AB", "SEVERAL_LANES"),
        (as_node("userTask", 'isForCompensation="true"'), "AB", "UNDONE_FROM_OUTSIDE"),
        (among_others(), ["and", "join"], "DRAWN_AMONG_OTHERS"))),
    *((model, {"kind": "inline", "step": "B"}, code) for model, code in (
        (VARIED, "NOT_A_SUB_PROCESS"), (SUB, "NOT_SESE"),
        (HELD.replace(TO_C, b'sourceRef="B" targetRef="gone"'), "BROKEN_INPUT_FLOW"),
        (HELD.replace(TO_B, b'sourceRef="X" targetRef="B"'), "CROSS_SCOPE_FLOW"),
        (with_more(HELD, '<sequenceFlow id="more" sourceRef="start" targetRef="B"/>'), "NOT_A_SEQUENCE"),
        (with_more(HELD, '<boundaryEvent id="late" attachedToRef="B"><timerEventDefinition/></boundaryEvent>'),
         "BOUNDARY_EVENT_ATTACHED"),
        (on_conditions(HELD), "TWO_CONDITIONS"),
        (as_node("subProcess", content=f"{INNER}<standardLoopCharacteristics/>"), "DONE_AS_A_WHOLE"))),
    (VARIED, {"kind": "parallelise", "steps": ["A", "C"]}, "NOT_A_SEQUENCE"),
    (EVENT, {"kind": "parallelise", "steps": ["A", "B"]}, "NOT_AN_ACTIVITY"),
    (with_timer(), {"kind": "parallelise", "steps": ["A", "B"]}, "BOUNDARY_EVENT_ATTACHED"),
    (NOWHERE, {"kind": "parallelise", "steps": ["A", "B"]}, "BROKEN_INPUT_FLOW"),
    (across(), {"kind": "parallelise", "steps": ["B", "C"]}, "CROSS_SCOPE_FLOW"),
    (first_event(), {"kind": "parallelise", "steps": ["R", "A"]}, "EVENT_GATEWAY_TARGET"),
    (chosen(), {"kind": "parallelise", "steps": ["A", "B"]}, "CONDITION_CANNOT_MOVE"),
    (VARIED, {"kind": "serialise", "steps": ["A", "B"]}, "NOT_ONE_BLOCK"),
    (entered_twice(), {"kind": "serialise", "steps": ["D", "E"]}, "NOT_A_SEQUENCE"),
    (EVENT, {"kind": "serialise", "steps": ["A", "B"]}, "NOT_AN_ACTIVITY"),
    (NOWHERE_IN_A_BRANCH, {"kind": "serialise", "steps": ["D", "E"]}, "BROKEN_INPUT_FLOW"),
    (across(), {"kind": "serialise", "steps": ["B", "C"]}, "CROSS_SCOPE_FLOW"),
    (chosen_in_a_branch(), {"kind": "serialise", "steps": ["D", "E"]}, "CONDITION_CANNOT_MOVE"),
    *((model, {"kind": kind, "steps": steps, text: "x > 1"}, code)
      for kind, text in (("optional", "skip_when"), ("loop", "again_while"))
      for model, steps, code in (
          (VARIED, ["A", "C"], "NOT_A_SEQUENCE"), (first_event(), ["R"], "EVENT_GATEWAY_TARGET"),
          (NOWHERE, ["B"], "BROKEN_INPUT_FLOW"), (across(), ["B"], "CROSS_SCOPE_FLOW"))),
    (VARIED, {"kind": "condition", "flow": "gone", "default": True}, "NO_SUCH_WAY"),
    (VARIED, {"kind": "condition", "flow": "f2", "condition": "x > 1"}, "NOTHING_TO_CHOOSE"),
    (VARIED, {"kind": "condition", "flow": "f10"}, "DEFAULT_HAS_CONDITION"),
    (VARIED, {"kind": "condition", "flow": "f10", "condition": "x > 1", "default": True}, "DEFAULT_HAS_CONDITION"),
    (NOWHERE, {"kind": "condition", "flow": "f3", "condition": "x > 1"}, "BROKEN_INPUT_FLOW"),
    (across(), {"kind": "condition", "flow": "f3", "condition": "x > 1"}, "CROSS_SCOPE_FLOW"),
    (VARIED, {"kind": "repeat", "step": "start", "count": 2}, "NOT_AN_ACTIVITY"),
    (VARIED, {"kind": "repeat", "step": "A"}, "HOW_OFTEN"),
    (VARIED, {"kind": "repeat", "step": "A", "count": 2, "once": True}, "HOW_OFTEN"),
    (VARIED, {"kind": "repeat", "step": "A", "collection": "all of (them"}, "NO_EXPRESSION"),
    (VARIED, {"kind": "deadline", "step": "or", **LATE}, "NOT_AN_ACTIVITY"),
    (with_timer().replace(b"PT2D", b"P2D"), {"kind": "deadline", "step": "B", **LATE}, "DEADLINE_EXISTS"),
    (EVENT_SUB, {"kind": "deadline", "step": "B", **LATE}, "CANNOT_HANG"),
    (VARIED, {"kind": "deadline", "step": "B", "after": "P2D", "then": {"to": "start"}}, "NO_WAY_INTO"),
    (SUB, {"kind": "deadline", "step": "A", "after": "P2D", "then": {"to": "inner"}}, "CROSS_SCOPE_FLOW"),
    (first_event(), {"kind": "deadline", "step": "A", "after": "P2D", "then": {"to": "R"}}, "EVENT_GATEWAY_TARGET"),
    (VARIED, {"kind": "replace", "step": "or", "type": "userTask"}, "NOT_A_TASK"),
    (first_event(), {"kind": "replace", "step": "R", "type": "userTask"}, "EVENT_GATEWAY_TARGET"),
    (VARIED, {"kind": "reassign", "step": "A", "lane": "Nobody"}, "NO_SUCH_LANE"),
    (VARIED, {"kind": "reassign", "step": "start", "lane": "Legal"}, "NOT_AN_ACTIVITY"),
    (NAMED, {"kind": "reassign", "step": "B", "lane": "Legal"}, "SAYS_WHO_ITSELF"),
    (VARIED, {"kind": "reassign", "step": "A", "lane": "Sales"}, "IN_THIS_LANE"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "sent", "code"), CASES, ids=lambda one: one if isinstance(one, str) else "")
def test_it_is_said_why_and_what_to_do_instead(model: bytes, sent: Sent, code: str) -> None:
    operation = operation_from(sent)
    changed = apply(read(model), [operation])
    (refusal,) = changed.refusals
    assert (refusal.code, changed.model) == (code, None)
    assert len(refusal.words.split()) > 3 and refusal.words.endswith(".") and refusal.step
    *others, last = refusal.choices
    assert (last.id, last.words) == ("keep", operation.about.keep)
    assert [way.id for way in others] == FIRST.get(code, [])
    for way in others:
        instead = operation.instead(way.id, way.steps)
        assert instead is not None and apply(read(model), instead).ok


def test_every_reason_of_every_kind_is_tried() -> None:
    declared = {(name, code) for name, kind in KINDS.items() if name not in OURS for code in kind.codes}
    assert {(str(sent["kind"]), code) for _model, sent, code in CASES} == declared
