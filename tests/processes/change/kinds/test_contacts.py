"""One exchange with a partner instead of two: what goes together on both sides, and what stands in the way."""

from __future__ import annotations

import json

import pytest

from processes.change import apply, in_words, operation_from, operations_between
from processes.change.kinds.contact_reduction import ContactReduction
from processes.model import Model
from tests.processes.change.support import ends, read
from tests.processes.engine.migrate.test_migrate import moved
from tests.processes.engine.models import Case, compiled
from tests.processes.models import Sketch, chain

CUSTOMER = '<participant id="customer" name="Customer"/>'


def with_messages(sketch: Sketch, *flows: str, partner: str = CUSTOMER) -> Sketch:
    """The sketch with a pool for it, a partner, and messages `source>target`."""
    messages = "".join(
        f'<messageFlow id="m{n}" name="Message {n}" sourceRef="{flow.split(">")[0]}" targetRef="{flow.split(">")[1]}"/>'
        for n, flow in enumerate(flows, start=1)
    )
    ours = '<participant id="us" name="Us" processRef="p"/>'
    sketch.before = f'<collaboration id="both">{ours}{partner}{messages}</collaboration>\n'
    return sketch


def asked_twice() -> Sketch:
    """A and C tell the customer something, B is done in between."""
    return with_messages(chain("A", "B", "C", "D"), "A>customer", "C>customer")


def one(sketch: Sketch, *steps: str, **more: object) -> tuple[Model | None, list[str]]:
    """The model with one contact of two steps, or the codes with which that is refused."""
    sent = {"kind": "contact_reduction", "steps": list(steps or "AC"), **more}
    wanted = operation_from(json.loads(json.dumps(sent)))
    assert isinstance(wanted, ContactReduction) and operation_from(wanted.write()) == wanted
    model = read(sketch)
    changed = apply(model, [wanted])
    if changed.model is not None:
        assert operations_between(model, changed.model) == (wanted,)
    return changed.model, [refusal.code for refusal in changed.refusals]


def test_the_first_holds_what_the_second_said() -> None:
    sketch = asked_twice()
    sketch.nodes["C"] = ("userTask", "C", "", "<documentation>Ask for the address.</documentation>")
    model, _codes = one(sketch)
    assert model is not None
    assert ends(model) == {("start", "A"), ("A", "B"), ("B", "D"), ("D", "end")}
    node = model.graph.nodes["A"]
    assert (node.name, node.documentation) == ("A + C", "Ask for the address.")
    assert [m.name for m in model.graph.message_flows.values()] == ["Message 1 + Message 2"]
    assert (
        in_words(read(sketch), [ContactReduction(("A", "C"), "Ask")]) == "Make one contact of “A” and “C”, called “Ask”"
    )


def test_what_is_answered_right_behind_goes_together_too() -> None:
    sketch = chain("A", "R", "B", "C", "S")
    for receives in "RS":
        sketch.nodes[receives] = ("receiveTask", receives, "", "")
    with_messages(sketch, "A>customer", "customer>R", "C>customer", "customer>S")
    model, _codes = one(sketch, title="Ask")
    assert model is not None
    assert ends(model) == {("start", "A"), ("A", "R"), ("R", "B"), ("B", "end")}
    assert (model.graph.nodes["A"].name, model.graph.nodes["R"].name) == ("Ask", "R + S")
    assert len(model.graph.message_flows) == 2


def test_the_steps_of_the_partner_go_along() -> None:
    other = (
        '<process id="q" isExecutable="true"><startEvent id="go"/><receiveTask id="X" name="X"/>'
        '<task id="Y" name="Y"/><receiveTask id="Z" name="Z"/><endEvent id="stop"/>'
        + "".join(
            f'<sequenceFlow id="q{n}" sourceRef="{a}" targetRef="{b}"/>'
            for n, (a, b) in enumerate((("go", "X"), ("X", "Y"), ("Y", "Z"), ("Z", "stop")))
        )
        + "</process>\n"
    )
    theirs = '<participant id="customer" name="Customer" processRef="q"/>'
    sketch = with_messages(chain("A", "B", "C", "D"), "A>X", "C>Z", partner=theirs)
    sketch.more = other
    model, _codes = one(sketch)
    assert model is not None
    assert {("X", "Y"), ("Y", "stop")} <= ends(model) and "Z" not in model.graph.nodes
    assert model.graph.nodes["X"].name == "X + Z"


def needing() -> Sketch:
    """What C says depends on what B asks for."""
    sketch = asked_twice()
    form = (
        '<extensionElements><c:formData xmlns:c="http://camunda.org/schema/1.0/bpmn">'
        '<c:formField id="colour" label="Colour" type="string"/></c:formData></extensionElements>'
    )
    sketch.nodes["B"] = ("userTask", "B", "", form)
    sketch.nodes["C"] = ("userTask", "C", "", "<documentation>Tell them ${colour}.</documentation>")
    return sketch


def between() -> Sketch:
    """Something is exchanged with the same partner in between."""
    sketch = chain("A", "B", "C", "D")
    sketch.nodes["B"] = ("receiveTask", "B", "", "")
    return with_messages(sketch, "A>customer", "C>customer", "customer>B")


def sometimes() -> Sketch:
    """C is told only where something holds."""
    sketch = chain("A", "B", "C", "D")
    sketch.nodes["B"] = ("exclusiveGateway", "B", "", "")
    sketch.flow("B", "D", "small")
    return with_messages(sketch, "A>customer", "C>customer")


def twice_set_up() -> Sketch:
    """Both have a form of their own."""
    sketch = asked_twice()
    for step in "AC":
        sketch.nodes[step] = ("userTask", step, f'xmlns:c="http://camunda.org/schema/1.0/bpmn" c:formKey="{step}"', "")
    return sketch


SPACE = 'xmlns:s="https://stepwell.dev/bpmn"'


def where(step: str, tag: str = "userTask", attributes: str = "", content: str = "") -> Sketch:
    """A step of the two is something else."""
    sketch = asked_twice()
    sketch.nodes[step] = (tag, step, attributes, content)
    return sketch


def by_two() -> Sketch:
    """The two are done by different people."""
    sketch = asked_twice()
    sketch.lanes = {"Sales": ["start", "A", "B"], "Legal": ["C", "D", "end"]}
    return sketch


def again(gateway: str, back: str) -> Sketch:
    """One of the two is in a loop, in which the other one is not."""
    sketch = asked_twice()
    sketch.nodes[gateway] = ("exclusiveGateway", gateway, "", "")
    sketch.flow(gateway, back, "wrong")
    return sketch


@pytest.mark.parametrize(
    ("sketch", "steps", "code"),
    [
        (asked_twice(), "AB", "NO_EXCHANGE"),
        (asked_twice(), "CA", "NOT_IN_ORDER"),
        (with_messages(chain("A", "C"), "A>customer", "customer>C"), "AC", "OTHER_DIRECTION"),
        (
            with_messages(chain("A", "C"), "A>customer", "C>bank", partner=CUSTOMER + '<participant id="bank"/>'),
            "AC",
            "OTHER_PARTNER",
        ),
        (sometimes(), "AC", "ONLY_SOMETIMES"),
        (twice_set_up(), "AC", "BOTH_HAVE_SETTINGS"),
        (needing(), "AC", "DEPENDS_ON_BETWEEN"),
        (between(), "AC", "EXCHANGE_BETWEEN"),
        (by_two(), "AC", "NOT_THE_SAME_LANE"),
        (where("C", attributes=f'{SPACE} s:candidateGroups="legal"'), "AC", "NOT_THE_SAME_PEOPLE"),
        (where("C", attributes=f'{SPACE} s:notSameAs="A"'), "AC", "KEPT_APART"),
        (where("C", "serviceTask"), "AC", "NOT_THE_SAME_TYPE"),
        (where("A", "intermediateThrowEvent"), "AC", "NOT_THE_SAME_TYPE"),
        (where("A", content="<multiInstanceLoopCharacteristics/>"), "AC", "DONE_SEVERAL_TIMES"),
        (again("B", "A"), "AC", "ONLY_SOMETIMES"),
        (again("D", "B"), "AC", "NOT_IN_ORDER"),
    ],
)
def test_it_is_said_why_two_stay_two(sketch: Sketch, steps: str, code: str) -> None:
    assert one(sketch, *steps) == (None, [code])


def test_what_does_not_depend_on_it_may_be_agreed_to() -> None:
    model, _codes = one(between(), cascade=True)
    assert model is not None and model.graph.nodes["A"].name == "A + C"


def test_the_second_is_given_to_who_does_the_first_where_that_is_chosen() -> None:
    (refusal,) = apply(read(by_two()), [ContactReduction(("A", "C"))]).refusals
    way = next(one for one in refusal.choices if one.id == "reassign")
    instead = ContactReduction(("A", "C")).instead(way.id, way.steps)
    assert instead is not None and apply(read(by_two()), instead).ok


def test_what_hangs_on_the_second_and_goes_is_said() -> None:
    sketch = asked_twice()
    timer = "<timerEventDefinition><timeDuration>PT2D</timeDuration></timerEventDefinition>"
    sketch.node("late", "boundaryEvent", "Late", 'attachedToRef="C"', timer)
    sketch.flow("late", sketch.node("over", "endEvent"))
    first, agreed = ContactReduction(("A", "C")), ContactReduction(("A", "C"), "", True)
    assert {one.code for one in apply(read(sketch), [first]).refusals} & {"BOUNDARY_EVENT_ATTACHED", "ONLY_SOMETIMES"}
    assert apply(read(sketch), [agreed]).ok
    said = in_words(read(sketch), [agreed])
    assert said == "Make one contact of “A” and “C”; take out “C” with all that hangs on it"


def test_a_case_between_the_two_says_that_it_misses_what_the_second_said() -> None:
    sketch = asked_twice()
    made = apply(read(sketch), [ContactReduction(("A", "C"))]).model
    assert made is not None
    case = Case(compiled(sketch.xml()))
    case.do("A")
    plan = moved(case, made.xml)
    missed = "Skipped: “C” is part of “A + C” now, which was already passed."
    assert plan.words == f"Goes on in the new version as it is. {missed}"
    before = Case(compiled(sketch.xml()))
    assert "Skipped" not in moved(before, made.xml).words
