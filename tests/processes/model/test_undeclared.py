"""A prefix that stands for no name space is read as if it were not there; nothing falls over it."""

from __future__ import annotations

import pytest

from app.catalog.queries.companions import called_by
from processes import companions
from processes.change import diff
from processes.engine import prepare
from processes.model import Refused, parse
from tests.processes.models import chain

PLAIN = chain("A", "B").xml()
PREFIXED = PLAIN.replace(b'<userTask id="A"', b'<userTask camunda:class="x" id="A"').replace(
    b"<outgoing>f2", b'<camunda:thing nobody:said="1"/><outgoing>f2'
)


def test_a_model_with_undeclared_prefixes_is_read_compared_and_prepared() -> None:
    model = parse(PREFIXED)
    assert called_by(model) == set() and prepare(PREFIXED).runs
    assert diff(parse(PLAIN), model).changes


@pytest.mark.parametrize("content", [b"<bpmn:definitions/>", b"<x:y z:a='1'/>"])
def test_a_file_of_undeclared_prefixes_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refused):
        parse(content)
    with pytest.raises(Refused):
        companions.tree_of("rules.dmn", content)
