"""Unary tests, with three values: DMN 1.5, 7.3.3 (grammar rules 7 to 17) and table 55."""

from __future__ import annotations

from typing import Any

from processes.expressions.feel.evaluation.interface import Evaluating
from processes.expressions.feel.operators import compare
from processes.expressions.feel.syntax import tree
from processes.expressions.feel.values import Range

TRUTHS = (tree.Operation, tree.Between, tree.In, tree.InstanceOf, tree.Each, tree.Call)


def holds(work: Evaluating, tests: tree.Tests, asked: Any) -> bool:
    """Whether a value passes unary tests; where that cannot be told, it does not."""
    return tests.anything or passes(work, tests, asked, True) is True


def passes(work: Evaluating, tests: tree.Tests, asked: Any, lenient: bool) -> bool | None:
    """Whether a value passes unary tests; null where it cannot be told, and then not the other way either."""
    found: bool | None = False
    for test in tests.tests:
        one = _passes(work, test, asked, lenient)
        if one is True:
            found = True
            break
        if one is None:
            found = None
    return found if found is None or not tests.negated else not found


def _passes(work: Evaluating, test: tree.Test, asked: Any, lenient: bool) -> bool | None:
    inner = work.value_on({"?": asked}, test.value)
    if test.asks:
        return inner if isinstance(inner, bool) else None
    if test.sign:
        return compare.compare(test.sign, asked, inner, work.budget, lenient)
    if isinstance(inner, bool) and isinstance(test.value, TRUTHS) and not isinstance(asked, bool):
        return inner
    return _is_in(work, asked, inner, lenient)


def _is_in(work: Evaluating, asked: Any, inner: Any, lenient: bool) -> bool | None:
    """Whether a value is another, in its range or among its items."""
    if isinstance(inner, Range) and not isinstance(asked, Range):
        return compare.within(asked, inner, lenient)
    if not isinstance(inner, list):
        return compare.same(asked, inner, work.budget, lenient)
    work.budget.spend(len(inner))
    if isinstance(asked, list) and compare.same(asked, inner, work.budget, lenient) is True:
        return True
    for item in inner:
        one = compare.within(asked, item, lenient) if isinstance(item, Range) else None
        if one is True or compare.same(asked, item, work.budget, lenient) is True:
            return True
    return False
