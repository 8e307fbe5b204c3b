"""Programs in a checkout work FEEL out by the name that the module had before."""

from __future__ import annotations

from processes.engine.scripts import feel


def test_expressions_are_worked_out_by_the_earlier_name() -> None:
    assert feel.evaluate('split(delimiter: ",", string: "foo,bar")', {}) == ["foo", "bar"]
    assert feel.evaluate("score between lower and 700", {"score": 650}) is None
