"""The gate: it sees what an operator got wrong."""

from __future__ import annotations

import pytest

from processes.change.gate import Baseline, gate
from processes.change.refusal import CODES
from tests.processes.change.support import read
from tests.processes.change.test_eliminate import choice
from tests.processes.models import chain

XML = chain("A", "B").xml()
FORK = choice("parallelGateway").xml()


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        (XML, b"<nonsense", {"WOULD_NOT_READ"}),
        (XML, XML.replace(b'bpmnElement="A"', b'bpmnElement="gone"'), {"WOULD_DANGLE"}),
        (XML, XML.replace(b'x="150"', b'x="151"'), {"WOULD_MOVE"}),
        (FORK, FORK.replace(b'parallelGateway id="split"', b'exclusiveGateway id="split"').replace(
            b"</parallelGateway>", b"</exclusiveGateway>", 1), {"WOULD_DEADLOCK", "WOULD_NEVER_END"}),
        (FORK, FORK.replace(b'parallelGateway id="join"', b'exclusiveGateway id="join"')[::-1].replace(
            b"</parallelGateway>"[::-1], b"</exclusiveGateway>"[::-1], 1)[::-1], {"WOULD_RUN_TWICE"}),
    ],
)  # fmt: skip
def test_what_went_wrong_has_a_name(before: bytes, after: bytes, codes: set[str]) -> None:
    refusals = gate(Baseline(read(before)), after).refusals
    assert codes & {r.code for r in refusals}
    assert {r.code for r in refusals} <= CODES.keys()
    assert all(r.words.endswith(".") or "could not be read" in r.words for r in refusals)


def test_a_model_that_is_as_it_was_passes() -> None:
    passed = gate(Baseline(read(XML)), XML)
    assert passed.refusals == ()
    assert passed.model is not None


def test_old_faults_do_not_count() -> None:
    broken = FORK.replace(b'parallelGateway id="split"', b'exclusiveGateway id="split"')
    broken = broken.replace(b"</parallelGateway>", b"</exclusiveGateway>", 1)
    assert gate(Baseline(read(broken)), broken).refusals == ()
