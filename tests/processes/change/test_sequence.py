"""Several operations in one change: the later ones are about what the earlier ones make, wherever these stand."""

from __future__ import annotations

import pytest

from processes import change
from processes.change import sequence
from processes.model import parse
from tests.factories import models

MODEL = parse(models.linear("Write", "Check", "Send"))
ADD = {"kind": "insert", "at": {"after": "Write"}, "type": "userTask", "title": "Sign"}


def _operations(*more: dict[str, object]) -> list[change.Operation]:
    first = change.pinned(MODEL, [], change.operation_from(ADD))
    return [first, *(change.operation_from(one) for one in more)]


def test_what_is_made_has_an_id_that_later_ones_are_about() -> None:
    (first,) = _operations()
    new = first.write()["id"]
    renamed = change.operation_from({"kind": "retitle", "step": new, "title": "Sign it"})
    made = change.apply(MODEL, [first, renamed])
    assert made.model is not None and made.model.graph.nodes[str(new)].name == "Sign it"
    second = change.pinned(MODEL, [first], change.operation_from({**ADD, "title": "Look"}))
    assert second.write()["id"] != new
    assert change.pinned(MODEL, [first], renamed) == renamed, "what makes nothing stays as it is"


def test_each_is_told_in_the_words_of_what_it_finds() -> None:
    new = _operations()[0].write()["id"]
    operations = _operations(
        {"kind": "retitle", "step": new, "title": "Sign it"}, {"kind": "eliminate", "step": "Check"}
    )
    assert change.in_turn(MODEL, operations) == (
        "Add “Sign” between “Write” and “Check”", "Rename “Sign” to “Sign it”", "Take out “Check”",
    )  # fmt: skip
    said = change.in_words(MODEL, operations)
    assert said == "Take out “Check”; add “Sign” between “Write” and “Send”; rename “Sign” to “Sign it”"


def test_what_needs_another_change_is_named_where_that_would_go_or_come_later() -> None:
    new = _operations()[0].write()["id"]
    operations = _operations(
        {"kind": "retitle", "step": new, "title": "Sign it"}, {"kind": "eliminate", "step": "Check"}
    )
    assert change.astray(MODEL, operations, [1, 2]) == ("Rename “Sign” to “Sign it”",)
    assert change.astray(MODEL, operations, [1, 0, 2]) == ("Rename “Sign” to “Sign it”",)
    assert change.astray(MODEL, operations, [2, 0, 1]) == () == change.astray(MODEL, operations, [0, 1])


def test_what_earlier_ones_make_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    worked = []
    real = sequence.made_of
    monkeypatch.setattr(sequence, "made_of", lambda base, these: worked.append(len(these)) or real(base, these))
    base = parse(models.linear("Write", "Check", "Send"))
    first = change.pinned(base, [], change.operation_from(ADD))
    new = first.write()["id"]
    again = [change.operation_from({"kind": "retitle", "step": new, "title": f"Sign {n}"}) for n in range(2)]
    assert change.in_turn(base, [first, *again])[2] == "Rename “Sign 0” to “Sign 1”"
    assert change.in_words(base, [first, *again]) and change.suggested(base, [first, *again])
    assert change.astray(base, [first, *again], [0, 1, 2]) == () and worked == [1, 2]


def test_what_was_not_named_by_an_id_is_not_taken_for_another_one() -> None:
    """Ids that the file gives go by order: where the first of two goes, the second would get its name."""
    split = [
        {"kind": "split", "step": step, "titles": [f"{step} first", f"{step} then"]} for step in ("Write", "Check")
    ]
    operations = [change.operation_from(one) for one in split]
    made = change.apply(MODEL, operations).model
    assert made is not None
    second = next(node.id for node in made.graph.nodes.values() if node.name == "Check then")
    operations.append(change.operation_from({"kind": "retitle", "step": second, "title": "Check again"}))
    assert change.astray(MODEL, operations, [1, 2]) == ("Rename “Check then” to “Check again”",)
