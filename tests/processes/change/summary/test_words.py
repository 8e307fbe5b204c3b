"""What operations ask for in one sentence, and titles that say another change."""

from __future__ import annotations

from itertools import pairwise
from xml.sax.saxutils import escape

import pytest

from processes import change, model
from processes.change import Eliminate, Instruct, Retitle
from tests.processes import models


def _line(*names: str) -> model.Model:
    """A process of steps one after the other, with the ids A, B, C …"""
    ids = "ABCDEFGHIJKL"[: len(names)]
    sketch = models.Sketch()
    sketch.node("s", "startEvent")
    for id_, name in zip(ids, names, strict=True):
        sketch.node(id_, name=escape(name, {'"': "&quot;"}))
    sketch.node("e", "endEvent")
    for source, target in pairwise(("s", *ids, "e")):
        sketch.flow(source, target)
    return model.parse(sketch.xml())


def test_the_sentence_says_each_kind_of_change_and_every_step() -> None:
    base = _line("Rework", "Launch", "Pay", "Send")
    assert change.in_words(base, [Eliminate("A")]) == "Take out “Rework”"
    assert change.in_words(base, [Eliminate("A", True)]) == "Take out “Rework” with all that hangs on it"
    assert change.in_words(base, [Retitle("B", "Start  it")]) == "Rename “Launch” to “Start it”"
    assert change.in_words(base, [Instruct("C", "Twice.")]) == "Change the instruction of “Pay”"
    assert change.in_words(base, [Instruct("C", " ")]) == "Remove the instruction of “Pay”"
    several = [Eliminate("A"), Retitle("B", "Start"), Eliminate("D"), Instruct("C", "x")]
    said = "Take out “Rework” and “Send”; rename “Launch” to “Start”; change the instruction of “Pay”"
    assert change.in_words(base, several) == said


def test_two_steps_of_one_name_are_told_apart() -> None:
    base = _line("Write", "Check", "Print", "Check")
    assert change.in_words(base, [Eliminate("B")]) == "Take out “Check” (after “Write”)"
    assert change.in_words(base, [Eliminate("D")]) == "Take out “Check” (after “Print”)"


def test_many_steps_are_counted_after_the_first_ones() -> None:
    base = _line(*(f"Step {n}" for n in range(12)))
    said = change.in_words(base, [Eliminate(step) for step in "ABCDEFGHIJK"])
    assert "“Step 7” and 3 more" in said and "“Step 8”" not in said


@pytest.mark.parametrize(
    "title",
    ["Take out “Launch”", 'take out "launch".', "Rename “Rework”", "Change the instruction of “Rework”",
     "Remove Launch", "Take out “Launch” and “Rework”", "Rename “Launch” to “Rework”",
     "Take out “Launch” with all that hangs on it"],
)  # fmt: skip
def test_the_offer_for_another_choice_is_known(title: str) -> None:
    assert change.is_of_another(title, [_line("Rework", "Launch")], [Eliminate("A")])


@pytest.mark.parametrize(
    "title",
    ["Take out “Rework”", "take out  “REWORK”.", "Eliminate Rework", "Faster launches", "Launch", "Take out the trash",
     "Take out “Rework”, it delays “Launch”", "Rename nothing"],
)  # fmt: skip
def test_own_words_and_true_ones_are_left_alone(title: str) -> None:
    assert not change.is_of_another(title, [_line("Rework", "Launch")], [Eliminate("A")])


def test_an_old_new_name_is_another_offer() -> None:
    base = _line("Rework", "Launch")
    assert change.is_of_another("Rename “Rework” to “Redo”", [base], [Retitle("A", "Mend")])
    assert not change.is_of_another("Rename “Rework” to “Mend”", [base], [Retitle("A", "Mend")])


def test_a_title_that_is_offered_is_never_another_one() -> None:
    base = _line("Check “A”", "Rename “B”", "Take out")
    for operations in ([Eliminate("A")], [Eliminate("B"), Eliminate("C")], [Retitle("B", "Take out “X”")]):
        assert not change.is_of_another(change.suggested(base, operations), [base], operations)


@pytest.mark.parametrize("at", [{"after": "B"}, {"flow": "f3"}])
def test_where_something_comes_is_told_by_what_is_left_there(at: dict[str, str]) -> None:
    base = _line("Rework", "Launch", "Pay", "Send")
    look = change.operation_from({"kind": "insert", "at": at, "type": "userTask", "title": "Look"})
    assert change.in_words(base, [look]) == "Add “Look” between “Launch” and “Pay”"
    assert change.in_words(base, [look, Eliminate("B")]) == "Take out “Launch”; add “Look” between “Rework” and “Pay”"
    moved = change.operation_from({"kind": "move", "step": "D", "at": at})
    assert "move “Send” between “Rework” and “Pay”" in change.in_words(base, [moved, Eliminate("B")])
