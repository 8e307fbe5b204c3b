"""Replaying a change on a version that moved on."""

from __future__ import annotations

from processes.change import Eliminate, Instruct, Operation, Refusal, Retitle, apply, operations_between, rebase
from processes.model import Model
from tests.processes.change.support import ends, read
from tests.processes.change.test_refusals import conversation, with_timer
from tests.processes.models import Sketch, chain


def after(sketch: Sketch, *operations: Operation) -> Model:
    """The model after operations that must work."""
    changed = apply(read(sketch), operations)
    assert changed.model is not None, changed.refusals
    return changed.model


BASE = chain("A", "B", "C", "D")


def test_a_change_of_something_else_is_no_conflict() -> None:
    changed = rebase(read(BASE), after(BASE, Eliminate("B"), Retitle("D", "Done")), [Eliminate("C"), Retitle("A", "X")])
    assert changed.model is not None
    assert ends(changed.model) == {("start", "A"), ("A", "D"), ("D", "end")}
    assert changed.model.graph.nodes["D"].name == "Done"


def test_an_anchor_that_is_gone_is_told_in_words() -> None:
    refusal = rebase(read(BASE), after(BASE, Eliminate("B")), [Eliminate("B")]).refusals[0]
    assert refusal.code == "ANCHOR_GONE"
    assert "“B” is no longer in the live version" in refusal.words
    assert [c.id for c in refusal.choices] == ["drop", "withdraw"]


def test_the_same_text_changed_to_two_values_is_a_conflict() -> None:
    live = after(BASE, Retitle("B", "Theirs"), Instruct("B", "Their way"))
    changed = rebase(read(BASE), live, [Retitle("B", "Ours"), Instruct("B", "Our way")])
    assert [r.code for r in changed.refusals] == ["CHANGED_MEANWHILE", "CHANGED_MEANWHILE"]
    assert "Theirs" in changed.refusals[0].words
    assert rebase(read(BASE), live, [Retitle("B", "Theirs"), Eliminate("C")]).ok


def test_a_change_is_read_off_two_versions() -> None:
    wanted = (Eliminate("B"), Retitle("C", "See"), Instruct("D", "Slowly."))
    found = operations_between(read(BASE), after(BASE, *wanted))
    assert not isinstance(found, Refusal)
    assert set(found) == set(wanted)


def test_a_cascade_is_read_off_as_one_operation() -> None:
    sketch = with_timer()
    assert operations_between(read(sketch), after(sketch, Eliminate("B", True))) == (Eliminate("B", True),)
    both = (Eliminate("Send"), Eliminate("Get"))
    assert operations_between(read(conversation()), after(conversation(), *both)) == both


def test_what_is_no_operation_is_refused_in_words() -> None:
    for other in (chain("A", "B", "New", "C", "D"), chain("B", "A", "C", "D")):
        refusal = operations_between(read(BASE), read(other))
        assert isinstance(refusal, Refusal)
        assert refusal.code == "NOT_AN_OPERATION"
    mixed = chain("A", "C", "New", "D")
    assert isinstance(operations_between(read(BASE), read(mixed)), Refusal)


def test_no_change_is_no_operation() -> None:
    assert operations_between(read(BASE), read(BASE)) == ()
    live = after(BASE, Eliminate("B"))
    assert rebase(read(BASE), live, ()).model == live
