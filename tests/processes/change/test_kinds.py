"""What holds for every kind of change there is, through its contract alone."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.change import KINDS, apply, diff, operation_from, operation_to, operations_between
from processes.change.kinds import codes
from tests.processes.change.support import read
from tests.processes.change.test_laws import LIMITS
from tests.processes.models import Sketch, chain, sketches


@pytest.mark.parametrize("kind", sorted(KINDS))
@LIMITS
@given(sketch=sketches(), data=st.data())
def test_a_kind_keeps_its_contract(kind: str, sketch: Sketch, data: st.DataObject) -> None:
    model = read(sketch)
    operation = data.draw(st.sampled_from([*KINDS[kind].places(model)]))
    assert operation_from(json.loads(json.dumps(operation_to(operation)))) == operation
    changed = apply(model, [operation])
    if changed.model is None:
        assert {r.code for r in changed.refusals} <= codes().keys()
        return
    assert operations_between(model, changed.model) == (operation,)
    back = operation.inverse(model)
    if back is not None:
        restored = apply(changed.model, back).model
        assert restored is not None and diff(model, restored).changes == ()


def test_no_two_fields_of_a_page_have_one_name() -> None:
    fields = [p.blank.field for kind in KINDS.values() for p in kind.parameters if p.blank]
    assert len(fields) == len(set(fields))


@pytest.mark.parametrize(("kind", "step"), [("retitle", "A"), ("retitle", "gone"), ("instruct", "gone")])
def test_what_no_operation_can_give_has_no_inverse(kind: str, step: str) -> None:
    model = read(chain("A" * 401 if step == "A" else "A").xml())
    (first,) = [n.id for n in model.graph.nodes.values() if n.name.startswith("A")]
    sent = {"kind": kind, "step": first if step == "A" else step, "title" if kind == "retitle" else "text": "New"}
    assert operation_from(sent).inverse(model) is None


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_programs_are_told_of_a_kind_is_what_it_reads(kind: str) -> None:
    for operation in KINDS[kind].places(read(chain("A", "B").xml())):
        jsonschema.validate(operation_to(operation), dict(KINDS[kind].schema()))
