"""Sums, means and their like over a list: DMN 1.5, 10.3.4.4 (table 76)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from processes.expressions.feel.functions.signature import table
from processes.expressions.feel.temporal.calendar import Days, Months, days, months
from processes.expressions.feel.values import NUMBERS


def _numbers(work: Callable[[list[Decimal]], Any], least: int = 1) -> Callable[..., Any]:
    """A function of numbers in a list; null where it holds anything else or too few."""

    def _function(evaluation: Any, items: list[Any]) -> Any:
        evaluation.budget.spend(len(items))
        return work(items) if len(items) >= least and all(isinstance(item, Decimal) for item in items) else None

    return _function


def _total(found: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for item in found:
        total = NUMBERS.add(total, item)
    return total


def _sum(work: Any, items: list[Any]) -> Any:
    """The sum of numbers, or of durations of one kind."""
    work.budget.spend(len(items))
    if not items:
        return None
    if all(isinstance(item, Decimal) for item in items):
        return _total(items)
    if all(isinstance(item, Days) for item in items):
        return days(sum(item.nanos for item in items))
    return months(sum(item.months for item in items)) if all(isinstance(item, Months) for item in items) else None


def _product(found: list[Decimal]) -> Decimal:
    product = Decimal(1)
    for item in found:
        product = NUMBERS.multiply(product, item)
    return product


def _mean(found: list[Decimal]) -> Decimal:
    return NUMBERS.divide(_total(found), Decimal(len(found)))


def _median(found: list[Decimal]) -> Decimal:
    ordered, half = sorted(found), len(found) // 2
    if len(found) % 2:
        return ordered[half]
    return NUMBERS.divide(NUMBERS.add(ordered[half - 1], ordered[half]), Decimal(2))


def _deviation(found: list[Decimal]) -> Decimal:
    mean = _mean(found)
    squares = [NUMBERS.power(NUMBERS.subtract(item, mean), Decimal(2)) for item in found]
    return NUMBERS.sqrt(NUMBERS.divide(_total(squares), Decimal(len(found) - 1)))


def _mode(found: list[Decimal]) -> list[Decimal]:
    counted = Counter(found)
    most = max(counted.values(), default=0)
    return sorted(item for item, times in counted.items() if times == most)


FUNCTIONS = table(
    [],
    many=[
        ("sum", _sum, "list:l"),
        ("product", _numbers(_product), "list:l"),
        ("mean", _numbers(_mean), "list:l"),
        ("median", _numbers(_median), "list:l"),
        ("stddev", _numbers(_deviation, 2), "list:l"),
        ("mode", _numbers(_mode, 0), "list:l"),
    ],
)
