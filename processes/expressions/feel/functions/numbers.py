"""Functions of numbers: DMN 1.5, 10.3.4.5 (table 77), and `number` of 10.3.4.1."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from typing import Any

from processes.expressions.feel.functions.signature import table
from processes.expressions.feel.temporal.calendar import Days, Months
from processes.expressions.feel.values import NUMBERS

LARGEST_SCALE, SMALLEST_SCALE = 6176, -6111
WIDE = Context(prec=60, Emax=9999, Emin=-9999)
# Holds the whole quotient of any two numbers, so that what remains is exact.
EXACT = Context(prec=13_000, Emax=99_999, Emin=-99_999)
COSTLY = 100
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)


def number(work: Any, said: Any, grouping: Any = None, point: Any = None) -> Any:
    """A number, or what a text says is one, with signs that group its digits and part its decimals."""
    if isinstance(said, Decimal):
        return said
    if grouping not in (None, " ", ",", ".") or point not in (None, ".", ",") or len(said) > 400:
        return None
    if grouping is not None and grouping == point:
        return None
    text = said.strip().replace(grouping, "") if grouping else said.strip()
    text = text.replace(point, ".") if point and point != "." and "." not in text else text if point != "," else ""
    if not _NUMBER.fullmatch(text):
        return None
    found = NUMBERS.create_decimal(text)
    return found if found.is_finite() else None


def _rounded(how: str) -> Callable[..., Any]:
    """A function that rounds to so many decimals; those beyond what a number holds change nothing."""

    def _function(work: Any, n: Decimal, scale: Decimal | None = None) -> Any:
        places = int(scale) if scale is not None else 0
        if not SMALLEST_SCALE <= places <= LARGEST_SCALE:
            return None
        exponent = n.as_tuple().exponent
        if not isinstance(exponent, int) or exponent >= -places:
            return n
        return n.quantize(Decimal(1).scaleb(-places, WIDE), how, WIDE)

    return _function


def _modulo(work: Any, dividend: Decimal, divisor: Decimal) -> Any:
    if not divisor:
        return None
    rest = EXACT.remainder(dividend, divisor)
    return NUMBERS.plus(EXACT.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest)


def _sqrt(work: Any, number: Decimal) -> Any:
    work.budget.spend(COSTLY)
    return NUMBERS.sqrt(number) if number >= 0 else None


def _log(work: Any, number: Decimal) -> Any:
    work.budget.spend(COSTLY)
    return NUMBERS.ln(number) if number > 0 else None


def _exp(work: Any, number: Decimal) -> Any:
    work.budget.spend(COSTLY)
    return NUMBERS.exp(number) if number < 15_000 else None


def _even(work: Any, number: Decimal) -> bool:
    return _remainder(number) == 0


def _odd(work: Any, number: Decimal) -> bool:
    return abs(_remainder(number)) == 1


def _remainder(number: Decimal) -> Decimal:
    return EXACT.remainder(number, Decimal(2))


def _abs(work: Any, n: Any) -> Any:
    if isinstance(n, Days):
        return Days(abs(n.nanos))
    return Months(abs(n.months)) if isinstance(n, Months) else abs(n)


FUNCTIONS = table([
    ("number", number, "from:s grouping_separator:s* decimal_separator:s*"),
    ("number", number, "from:sn"),
    ("decimal", _rounded(ROUND_HALF_EVEN), "n:n scale:n"),
    ("floor", _rounded(ROUND_FLOOR), "n:n scale:n?"),
    ("ceiling", _rounded(ROUND_CEILING), "n:n scale:n?"),
    ("round", _rounded(ROUND_HALF_EVEN), "n:n scale:n?"),
    ("round up", _rounded(ROUND_UP), "n:n scale:n"),
    ("round down", _rounded(ROUND_DOWN), "n:n scale:n"),
    ("round half up", _rounded(ROUND_HALF_UP), "n:n scale:n"),
    ("round half down", _rounded(ROUND_HALF_DOWN), "n:n scale:n"),
    ("abs", _abs, "n:nDY"),
    ("modulo", _modulo, "dividend:n divisor:n"),
    ("sqrt", _sqrt, "number:n"),
    ("log", _log, "number:n"),
    ("exp", _exp, "number:n"),
    ("odd", _odd, "number:n"),
    ("even", _even, "number:n"),
])  # fmt: skip
