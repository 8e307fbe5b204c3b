"""Operations are read and written as the API shows them."""

from __future__ import annotations

import pytest

from processes.change import (
    CannotChange,
    Eliminate,
    Instruct,
    Operation,
    Retitle,
    operation_from,
    operation_to,
)
from tests.processes.change.support import change, done, read
from tests.processes.models import chain


@pytest.mark.parametrize("operation", [Eliminate("a"), Eliminate("a", True), Retitle("a", "B"), Instruct("a", "")])
def test_an_operation_survives_being_written_and_read(operation: Operation) -> None:
    assert operation_from(operation_to(operation)) == operation


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "explode", "step": "a"},
        {"kind": "eliminate"},
        {"kind": "eliminate", "step": "a", "cascade": "yes"},
        {"kind": "retitle", "step": "a"},
        {"kind": "retitle", "step": "a", "title": "  "},
        {"kind": "retitle", "step": "a", "title": "x" * 401},
        {"kind": "instruct", "step": "a", "text": "\x00"},
        {"kind": "instruct", "step": "a", "text": "x", "title": "x"},
        {"kind": ["eliminate"], "step": "a"},
    ],
)
def test_what_is_no_operation_is_refused_in_words(data: dict[str, object]) -> None:
    with pytest.raises(CannotChange) as cannot:
        operation_from(data)
    assert cannot.value.refusal.code == "UNKNOWN_OPERATION"
    assert cannot.value.field in {"kind", "step", "cascade", "title", "text"}
    assert cannot.value.refusal.words.startswith(("Expected", "Only", "This has", "This holds", "Nothing of this name"))


@pytest.mark.parametrize("operation", [Eliminate("nope"), Retitle("nope", "x"), Instruct("f1", "x")])
def test_a_step_that_is_not_there_is_named(operation: Operation) -> None:
    changed = change(chain("A", "B"), operation)
    assert [r.code for r in changed.refusals] == ["NO_SUCH_STEP"]
    assert changed.model is None


def test_a_proposal_without_operations_is_refused() -> None:
    assert change(chain("A")).refusals[0].code == "UNKNOWN_OPERATION"


def test_all_refusals_come_at_once() -> None:
    changed = change(chain("A", "B"), Eliminate("start"), Retitle("nope", "x"), Eliminate("B"))
    assert [r.code for r in changed.refusals] == ["START_NEEDED", "NO_SUCH_STEP"]


def test_a_step_gets_another_name_and_nothing_else_changes() -> None:
    sketch = chain("A", "B")
    model = done(sketch, Retitle("A", "Ask “whom”? & <why>"))
    assert model.graph.nodes["A"].name == "Ask “whom”? & <why>"
    assert change(model.xml, Retitle("A", "A")).model is not None
    assert len(model.xml.strip().splitlines()) == len(sketch.xml().strip().splitlines())


@pytest.mark.parametrize("content", ["", "    <documentation>old</documentation>\n"])
def test_a_work_instruction_is_set_replaced_and_taken_out(content: str) -> None:
    sketch = chain("A", "B")
    sketch.nodes["A"] = ("userTask", "A", "", "")
    xml = sketch.xml().replace(b'name="A" >\n', b'name="A" >\n' + content.encode())
    model = done(xml, Instruct("A", "Look twice.\nThen sign."))
    assert model.graph.nodes["A"].documentation == "Look twice.\nThen sign."
    assert done(model.xml, Instruct("A", "")).graph.nodes["A"].documentation == ""


def test_operations_run_in_their_order() -> None:
    model = done(chain("A", "B", "C"), Retitle("B", "X"), Eliminate("A"), Retitle("B", "Y"))
    assert read(model.xml).graph.nodes["B"].name == "Y"
    assert "A" not in model.graph.nodes
