"""What holds for every kind of change there is, through its contract alone."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.change import KINDS, apply, diff, operation_from, operation_to, operations_between
from processes.change.kinds import codes
from tests.processes.change.support import read
from tests.processes.change.test_laws import LIMITS
from tests.processes.models import Sketch, sketches


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
