"""The reader's diff: every kind of change, in words."""

from __future__ import annotations

import pytest

from processes.change import Change, Diff, diff, overlay
from tests.processes.change.support import read
from tests.processes.models import Sketch, chain


def compare(before: Sketch | bytes, after: Sketch | bytes) -> Diff:
    """The difference of two sketches."""
    return diff(read(before), read(after))


def lanes() -> Sketch:
    """A, B in Sales, C in Legal."""
    sketch = chain("A", "B", "C")
    sketch.lanes = {"Sales": ["start", "A", "B"], "Legal": ["C", "end"]}
    return sketch


def only(found: Diff, kind: str) -> Change:
    """The one change there is."""
    assert [c.kind for c in found.changes] == [kind], found
    return found.changes[0]


def test_nothing_changed() -> None:
    found = compare(lanes(), lanes())
    assert (found.changes, found.summary) == ((), "Nothing changed.")


def test_a_step_given_to_another_lane() -> None:
    after = lanes()
    after.lanes = {"Sales": ["start", "A"], "Legal": ["B", "C", "end"]}
    change = only(compare(lanes(), after), "moved_lane")
    assert (change.step, change.before, change.after) == ("B", "Sales", "Legal")
    assert change.words == "“B” moves from Sales to Legal."


def with_event(content: str) -> Sketch:
    """A waiting event W between A and B."""
    sketch = chain("A", "W", "B")
    sketch.nodes["W"] = ("intermediateCatchEvent", "W", "", content)
    sketch.before = '<message id="m1" name="Order"/><message id="m2" name="Offer"/>'
    return sketch


def timer(duration: str) -> Sketch:
    """The event waits for a time."""
    inner = f"<timeDuration>{duration}</timeDuration>"
    return with_event(f"<timerEventDefinition>{inner}</timerEventDefinition>")


def test_a_timer() -> None:
    change = only(compare(timer("PT2D"), timer("PT1D")), "timer")
    assert change.words == "The timer of “W” is now “PT1D” instead of “PT2D”."


def test_a_message() -> None:
    first, second = (with_event(f'<messageEventDefinition messageRef="{m}"/>') for m in ("m1", "m2"))
    change = only(compare(first, second), "message")
    assert (change.before, change.after) == ("Order", "Offer")


def node(tag: str = "userTask", attributes: str = "", content: str = "", documentation: str = "") -> Sketch:
    """A, X, B, where X is as given."""
    sketch = chain("A", "X", "B")
    sketch.nodes["X"] = (tag, "X", attributes, content)
    return sketch


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (node("serviceTask"), "type"),
        (node(content='<multiInstanceLoopCharacteristics isSequential="true"/>'), "multi_instance"),
        (node(content='<ioSpecification><inputSet id="i"/><outputSet id="o"/></ioSpecification>'), "settings"),
        (node(attributes='implementation="##WebService"'), "settings"),
    ],
)
def test_what_a_step_is(after: Sketch, kind: str) -> None:
    assert only(compare(node(), after), kind).step == "X"


def split(condition: str, default: str = "") -> Sketch:
    """An either-or gateway."""
    sketch = Sketch()
    sketch.node("start", "startEvent")
    sketch.node("ok", "exclusiveGateway", "Ok?", f'default="{default}"' if default else "")
    for id_ in ("A", "B"):
        sketch.node(id_, "task", id_)
        sketch.node(f"end{id_}", "endEvent")
    for source, target, on in (("start", "ok", ""), ("ok", "A", condition), ("ok", "B", ""), ("A", "endA", ""),
                               ("B", "endB", "")):  # fmt: skip
        sketch.flow(source, target, on)
    return sketch


def test_a_condition_and_a_default() -> None:
    change = only(compare(split("x &lt; 1"), split("x &lt; 9")), "condition")
    assert change.words == "The way from “Ok?” to “A” is now taken on “x < 9” instead of “x < 1”."
    assert only(compare(split("x"), split("x", "f3")), "default").after == "true"


def test_a_note() -> None:
    def noted(text: str) -> Sketch:
        sketch = chain("A", "B")
        link = '<association id="l" sourceRef="A" targetRef="n"/>'
        sketch.artifacts = f'<textAnnotation id="n"><text>{text}</text></textAnnotation>{link}'
        return sketch

    assert "now reads" in only(compare(noted("soon"), noted("late")), "annotation").words


def test_a_moved_shape_is_folded_into_one_change() -> None:
    xml = chain("A", "B", "C").xml()
    moved = xml.replace(b'x="150"', b'x="155"').replace(b'x="300"', b'x="301"')
    assert compare(xml, moved).summary == "Only the drawing changed."
    assert only(compare(xml, moved), "layout").step in ("A", "B", "f1", "f2")


def test_an_added_step_and_what_follows_it() -> None:
    kinds = [c.kind for c in compare(chain("A", "B"), chain("A", "New", "B")).changes]
    assert kinds[0] == "added"
    assert "rerouted" in kinds
    assert "“New” is added" in compare(chain("A", "B"), chain("A", "New", "B")).changes[0].words


def test_the_same_step_drawn_anew_is_the_same_step() -> None:
    before = chain("Check offer", "Sign")
    after = Sketch()
    for id_, (tag, name, attributes, content) in before.nodes.items():
        after.node(f"new{id_.split()[0]}", tag, name, attributes, content)
    for source, target, _ in before.flows.values():
        after.flow(f"new{source.split()[0]}", f"new{target.split()[0]}")
    assert not [c for c in compare(before, after).changes if c.kind in ("eliminated", "added", "retitled")]


def test_handovers_are_counted() -> None:
    after = lanes()
    after.lanes = {"Sales": ["start", "A", "C", "end"], "Legal": ["B"]}
    found = compare(lanes(), after)
    assert found.handovers == (1, 2)
    assert "2 hand-overs instead of 1" in found.summary


def test_the_interface_shape() -> None:
    shown = compare(chain("A", "B"), chain("A")).as_dict()
    assert set(shown) == {"changes", "summary"}
    assert {"kind", "step", "words"} <= shown["changes"][0].keys()  # type: ignore[index]


def test_an_overlay_names_what_to_mark_with_a_label_beside_the_colour() -> None:
    marks = overlay(read(chain("A", "B", "C")), read(chain("A", "C", "New")))
    assert "B" in {m.id for m in marks.removed}
    assert "New" in {m.id for m in marks.added}
    assert "C" in {m.id for m in marks.rerouted}
    assert all(m.label for part in (marks.removed, marks.added, marks.changed, marks.rerouted) for m in part)


def test_a_lane_that_is_called_as_its_id_is_a_lane_all_the_same() -> None:
    sketch = chain("A", "B")
    sketch.lanes = {"lane_0": ["start", "A"], "lane_1": ["B", "end"]}
    before = read(sketch)
    sketch.lanes = {"lane_0": ["start"], "lane_1": ["A", "B", "end"]}
    assert [(c.kind, c.step, c.before, c.after) for c in diff(before, read(sketch)).changes] == [
        ("moved_lane", "A", "lane_0", "lane_1")
    ]
