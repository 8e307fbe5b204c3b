"""A live case for each kind of change: it goes along and comes to its end, or stays by a rule with a name."""

from __future__ import annotations

import pytest

from processes import change
from processes.change.kinds.extract import Extract
from processes.change.kinds.inline import Inline
from tests.processes.change.support import read
from tests.processes.engine.migrate.test_migrate import moved
from tests.processes.engine.models import Case, compiled
from tests.processes.models import varied

XML = varied().xml()
GOES_ON = "Goes on in the new version as it is."
LOOK = {"type": "userTask", "title": "Look"}
NEW = "Activity_0001"


def changed(sent: dict[str, object]) -> bytes:
    """The model after one operation."""
    made = change.apply(read(XML), [change.operation_from(sent)])
    assert made.model is not None, made.refusals
    return made.model.xml


def to_the_end(case: Case) -> list[str]:
    """Do what is open until nothing is, choosing the first way; gives the steps in their order."""
    trail: list[str] = []
    while case.status == "running" and len(trail) < 20:
        task = case.turn.open[0]
        fields = (task.form or {}).get("properties", {})
        choices = {name: field["enum"][0] for name, field in fields.items() if field.get("enum")}
        trail.append(task.step_id)
        case.do(task.step_id, **choices)
    assert case.status == "completed"
    return [step for step in trail if step in "ABCDEF" or step == NEW]


@pytest.mark.parametrize(
    ("sent", "done", "words", "then"),
    [
        ({"kind": "insert", "at": {"after": "B"}, **LOOK}, "A", GOES_ON, f"B {NEW} C D E F"),
        ({"kind": "insert", "at": {"after": "A"}, **LOOK}, "A",
         f"{GOES_ON} Skipped: “Look” is new, but its place was already passed.", "B C D E F"),
        ({"kind": "insert", "beside": ["B", "C"], **LOOK}, "", GOES_ON, f"A B {NEW} C D E F"),
        ({"kind": "insert", "beside": ["A"], **LOOK}, "A",
         f"{GOES_ON} Skipped: “Look” is new, but its place was already passed.", "B C D E F"),
        ({"kind": "insert", "at": {"after": "B"}, "when": "2 > 1", **LOOK}, "A", GOES_ON, f"B {NEW} C D E F"),
        ({"kind": "move", "step": "C", "at": {"before": "B"}}, "", GOES_ON, "A C B D E F"),
        ({"kind": "move", "step": "C", "at": {"before": "A"}}, "A",
         f"{GOES_ON} Skipped: “C” now comes earlier and was already passed.", "B D E F"),
        ({"kind": "swap", "step": "B", "with": "C"}, "", GOES_ON, "A C B D E F"),
        ({"kind": "reorder", "steps": ["A", "B", "C"], "order": ["A", "C", "B"]}, "", GOES_ON, "A C B D E F"),
        ({"kind": "split", "step": "B", "titles": ["X", "Y"]}, "A", GOES_ON, f"B {NEW} C D E F"),
        ({"kind": "merge", "steps": ["B", "C"]}, "A", GOES_ON, "B D E F"),
        ({"kind": "merge", "steps": ["A", "B"]}, "AB", GOES_ON, "C D E F"),
        ({"kind": "parallelise", "steps": ["B", "C"]}, "", GOES_ON, "A B C D E F"),
        ({"kind": "parallelise", "steps": ["A", "B"]}, "AB", GOES_ON, "C D E F"),
        ({"kind": "serialise", "steps": ["E", "D"]}, "AB", GOES_ON, "C E D F"),
        ({"kind": "optional", "steps": ["C"], "skip_when": "1 > 2"}, "A", GOES_ON, "B C D E F"),
        ({"kind": "loop", "steps": ["B"], "again_while": "1 > 2"}, "A", GOES_ON, "B C D E F"),
        ({"kind": "extract", "steps": ["B", "C"], "title": "Both"}, "", GOES_ON, "A B C D E F"),
        ({"kind": "extract", "steps": ["B", "C"], "title": "Both"}, "A", GOES_ON, "B C D E F"),
        ({"kind": "extract", "steps": ["B", "C"], "title": "Both"}, "AB", GOES_ON, "C D E F"),
        ({"kind": "extract", "steps": ["B", "C"], "title": "Both"}, "ABC", GOES_ON, "D E F"),
        ({"kind": "eliminate", "steps": ["C", "and", "D", "E", "join"]}, "A", GOES_ON, "B F"),
        ({"kind": "eliminate", "steps": ["either", "or"]}, "A", GOES_ON, "B C D E F"),
        ({"kind": "eliminate", "steps": ["and", "join"], "cascade": True}, "A", GOES_ON, "B C D E F"),
        ({"kind": "condition", "flow": "f13", "condition": "1 > 2"}, "A", GOES_ON, "B C D E F"),
        ({"kind": "repeat", "step": "C", "count": 2}, "A", GOES_ON, "B C C D E F"),
        ({"kind": "replace", "step": "B", "type": "manualTask"}, "A", GOES_ON, "B C D E F"),
        ({"kind": "reassign", "step": "B", "lane": "Legal"}, "A", GOES_ON, "B C D E F"),
        ({"kind": "field", "step": "B", "change": "add", "schema": {"title": "Sum"}}, "A",
         f"{GOES_ON} “B” now asks for “Sum” too.", "B C D E F"),
    ],
)  # fmt: skip
def test_a_case_goes_along_and_comes_to_its_end(sent: dict[str, object], done: str, words: str, then: str) -> None:
    case = Case(compiled(XML))
    for step in done:
        case.do(step)
    before = case.open
    plan = moved(case, changed(sent))
    assert (plan.verdict, plan.words, case.open) == ("moved", words, before)
    assert to_the_end(case) == then.split()


@pytest.mark.parametrize(
    ("sent", "done", "why"),
    [
        ({"kind": "move", "step": "A", "at": {"after": "C"}}, "A", "“A” now comes later, and the case has passed it."),
        ({"kind": "swap", "step": "A", "with": "C"}, "A", "“A” now comes later, and the case has passed it."),
        ({"kind": "reorder", "steps": ["A", "B", "C"], "order": ["C", "A", "B"]}, "AB",
         "“A” now comes later, and the case has passed it; “B” now comes later, and the case has passed it."),
        ({"kind": "serialise", "steps": ["D", "E"]}, "ABC", "“E” is open and would be opened once more."),
        ({"kind": "eliminate", "steps": ["and", "join"], "cascade": True}, "ABC",
         "“E” is open and would be opened once more."),
        ({"kind": "serialise", "steps": ["D", "E"]}, "ABCE", "“E” now comes later, and the case has passed it."),
        ({"kind": "insert", "beside": ["B", "C"], **LOOK}, "A",
         "tried on a copy, the case no longer comes to its end there."),
        ({"kind": "parallelise", "steps": ["A", "B"]}, "A",
         "tried on a copy, the case no longer comes to its end there."),
    ],
)  # fmt: skip
def test_a_case_that_would_do_work_twice_or_never_end_stays(sent: dict[str, object], done: str, why: str) -> None:
    case = Case(compiled(XML))
    for step in done:
        case.do(step)
    plan = moved(case, changed(sent))
    assert (plan.verdict, plan.words) == ("stayed", f"Stays on its version: {why}")
    assert to_the_end(case)[-1] == "F"


def test_a_case_in_a_row_that_goes_is_led_on_to_what_follows_it() -> None:
    case = Case(compiled(XML))
    case.do("A")
    plan = moved(case, changed({"kind": "eliminate", "steps": ["B", "C"]}))
    assert plan.verdict == "redirected" and "“B” is gone" in plan.words
    assert sorted(to_the_end(case)[:2]) == ["D", "E"]


def test_what_is_open_and_repeated_now_begins_anew() -> None:
    case = Case(compiled(XML)).do("A")
    plan = moved(case, changed({"kind": "repeat", "step": "B", "count": 2}))
    assert (plan.verdict, plan.words) == ("redirected", "“B” has become another kind of step: it begins anew.")
    assert to_the_end(case) == ["B", "B", "C", "D", "E", "F"]


def test_a_step_in_a_loop_gets_a_reminder() -> None:
    looped = changed({"kind": "loop", "steps": ["B"], "again_while": "1 > 2"})
    sent = {"kind": "deadline", "step": "B", "after": "P2D", "then": {"title": "Remind"}}
    made = change.apply(read(looped), [change.operation_from(sent)])
    assert made.model is not None, made.refusals
    case = Case(compiled(looped))
    case.do("A")
    plan = moved(case, made.model.xml)
    assert plan.verdict == "moved" and to_the_end(case) == ["B", *"CDEF"]


def test_an_open_task_has_its_deadline_from_the_move_on() -> None:
    case = Case(compiled(XML)).do("A")
    sent = {"kind": "deadline", "step": "B", "after": "P2D", "then": {"title": "Remind"}}
    plan = moved(case, changed(sent))
    assert (plan.verdict, plan.words) == ("moved", f"{GOES_ON} The event at “B” watches “B” from now on.")
    assert case.open == ["B", "Event_0001"]
    case.do("Event_0001")
    assert case.open == [NEW, "B"]
    case.do(NEW).do("B")
    assert to_the_end(case) == ["C", "D", "E", "F"]


def test_what_is_open_in_a_step_that_is_part_of_another_one_now_is_done_there() -> None:
    case = Case(compiled(XML)).do("A")
    plan = moved(case, changed({"kind": "merge", "steps": ["A", "B"], "title": "Both"}))
    assert (plan.verdict, plan.words) == ("redirected", "“B” is now part of “Both”: its work is done there.")
    assert to_the_end(case) == ["A", "C", "D", "E", "F"]


@pytest.mark.parametrize(
    ("steps", "done", "then"),
    [
        (("B", "C"), "", "ABCDEF"), (("B", "C"), "A", "BCDEF"), (("B", "C"), "AB", "CDEF"),
        (("and", "join"), "ABC", "DEF"), (("and", "join"), "ABCD", "EF"), (("and", "join"), "ABCDE", "F"),
    ],
)  # fmt: skip
def test_work_goes_along_into_a_sub_process_and_out_of_it_again(steps: tuple[str, str], done: str, then: str) -> None:
    sketch = varied()
    sketch.lanes = {}
    case = Case(compiled(sketch.xml()))
    for step in done:
        case.do(step)
    model, before = read(sketch), case.open
    for operation in (Extract(steps, "Both"), Inline(NEW)):
        made = change.apply(model, [operation]).model
        assert made is not None
        plan = moved(case, made.xml)
        assert (plan.verdict, plan.words, case.open) == ("moved", GOES_ON, before)
        model = made
    assert to_the_end(case) == [*then]
