"""What the best public differ of models misses or turns round is said here, in words, with before and after.

The rows are those that were measured of bpmn-js-differ 3.2.0: it says nothing of lanes, timers, notes, messages, errors
and signals, gives no text of a condition, and swaps old and new where both exist.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from processes.change import diff
from tests.processes.change.diff.test_compare import lanes, node, split, timer
from tests.processes.change.support import read
from tests.processes.models import Sketch, chain

Row = tuple[Sketch | bytes, Sketch | bytes, str, str, str | None, str | None]


def named(name: str) -> Sketch:
    sketch = node()
    sketch.nodes["X"] = ("userTask", name, "", "")
    return sketch


def swapped() -> Sketch:
    sketch = chain("A", "B", "C")
    for flow, ends in {"f2": ("A", "C", ""), "f3": ("C", "B", ""), "f4": ("B", "end", "")}.items():
        sketch.flows[flow] = ends
    return sketch


def reminded(attributes: str = "") -> Sketch:
    sketch = chain("A", "B")
    inner = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    sketch.node("late", "boundaryEvent", "Late", f'attachedToRef="A" {attributes}', inner)
    sketch.node("over", "endEvent")
    sketch.flow("late", "over")
    return sketch


def with_data(name: str) -> Sketch:
    sketch = chain("A", "B")
    sketch.artifacts = f'<dataObject id="o"/><dataObjectReference id="r" name="{name}" dataObjectRef="o"/>'
    return sketch


def documented(text: str) -> Sketch:
    return node(content=f"<documentation>{text}</documentation>")


def handed(to: str) -> Sketch:
    sketch = lanes()
    sketch.lanes = {"Sales": ["start", "A"], "Legal": ["C", "end"]}
    sketch.lanes[to].append("B")
    return sketch


def noted(text: str) -> Sketch:
    sketch = chain("A", "B")
    link = '<association id="l" sourceRef="A" targetRef="n"/>'
    sketch.artifacts = f'<textAnnotation id="n"><text>{text}</text></textAnnotation>{link}'
    return sketch


def with_global(tag: str) -> Callable[[str], Sketch]:
    def made(name: str) -> Sketch:
        sketch = chain("A", "B")
        sketch.before = f'<{tag} id="g" name="{name}"/>'
        return sketch

    return made


def assigned(to: str) -> bytes:
    xml = node().xml().replace(b'id="defs"', b'id="defs" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"')
    return xml.replace(b'<userTask id="X"', f'<userTask id="X" camunda:assignee="{to}"'.encode())


message, signal, error = (with_global(tag) for tag in ("message", "signal", "error"))
SEVERAL = '<multiInstanceLoopCharacteristics isSequential="true"/>'
ROWS: dict[str, Row] = {
    "rename, old and new in their places": (named("T"), named("U"), "retitled", "“T” is now called “U”.", "T", "U"),
    "a flow leads elsewhere": (chain("A", "B", "C"), swapped(), "rerouted", "“C” now follows “A”.", "“B”", "“A”"),
    "a reminder does not end the step": (
        reminded(), reminded('cancelActivity="false"'), "settings",
        "“Late” no longer ends the work of the step that it stands at.", None, "false",
    ),
    "several at once": (
        node(), node(content=SEVERAL), "multi_instance", "“X” runs once for each, one after the other.", "",
        "once for each, one after the other",
    ),
    "name of a data object": (
        with_data("Order"), with_data("Offer"), "data", "The data object “Order” is now called “Offer”.", "Order",
        "Offer",
    ),
    "type": (
        node(), node("serviceTask"), "type", "“X” is now an automatic step instead of a step.", "userTask",
        "serviceTask",
    ),
    "default flow": (
        split("x"), split("x", "f3"), "default", "The way from “Ok?” to “B” is now the one taken otherwise.", "false",
        "true",
    ),
    "no default flow": (
        split("x", "f3"), split("x"), "default", "The way from “Ok?” to “B” is no longer the one taken otherwise.",
        "true", "false",
    ),
    "text of a condition": (
        split("x &lt; 1"), split("x &lt; 9"), "condition",
        "The way from “Ok?” to “A” is now taken on “x < 9” instead of “x < 1”.", "x < 1", "x < 9",
    ),
    "instruction": (
        documented("Look twice."), documented("Look once."), "instructed", "The work instruction of “X” is changed.",
        "Look twice.", "Look once.",
    ),
    "lane": (handed("Sales"), handed("Legal"), "moved_lane", "“B” moves from Sales to Legal.", "Sales", "Legal"),
    "length of a timer": (
        timer("PT2D"), timer("PT1D"), "timer", "The timer of “W” is now “PT1D” instead of “PT2D”.", "PT2D", "PT1D",
    ),
    "note": (noted("soon"), noted("late"), "annotation", "The note “soon” now reads “late”.", "soon", "late"),
    "message": (
        message("Old"), message("New"), "message", "The message “Old” is now called “New”.", "Old", "New",
    ),
    "signal": (signal("Old"), signal("New"), "signal", "The signal “Old” is now called “New”.", "Old", "New"),
    "error": (error("Old"), error("New"), "error", "The error “Old” is now called “New”.", "Old", "New"),
    "property of another tool": (
        assigned("ann"), assigned("ben"), "settings", "“X” now has the assignee “ben” (was “ann”).", "ann", "ben",
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_it_says_what_was_and_what_is(row: Row) -> None:
    before, after, kind, words, was, now = row
    found = diff(read(before), read(after)).changes
    assert (kind, words, was, now) in [(one.kind, one.words, one.before, one.after) for one in found]
    assert kind == "rerouted" or len(found) == 1


def test_a_shape_that_moved_is_folded_away() -> None:
    xml = chain("A", "B").xml()
    (only,) = diff(read(xml), read(xml.replace(b'x="150"', b'x="155"'))).changes
    assert only.kind == "layout"


def test_a_step_drawn_anew_is_the_same_step_and_no_other_is_called_gone() -> None:
    before, after = chain("Check offer", "Sign"), Sketch()
    for id_, (tag, name, attributes, content) in before.nodes.items():
        after.node(f"new{id_.split()[0]}", tag, name, attributes, content)
    for source, target, _ in before.flows.values():
        after.flow(f"new{source.split()[0]}", f"new{target.split()[0]}")
    found = diff(read(before), read(after)).changes
    assert {one.kind for one in found} == {"settings"}
    assert not [one for one in found if "targetRef" in one.words or "sourceRef" in one.words]
