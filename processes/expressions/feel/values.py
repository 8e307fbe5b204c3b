"""Values of FEEL: numbers are decimals of 34 digits, nothing is null; how they are told and kept as process data.

DMN 1.5, 10.3.2.3. What comes from process data is read where it is looked at: lists and contexts hold plain numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any

from processes.expressions.feel.budget import Budget, TooMuch
from processes.expressions.feel.temporal import lexical
from processes.expressions.feel.temporal.calendar import TEMPORAL

NUMBERS = Context(
    prec=34, rounding=ROUND_HALF_EVEN, Emax=6144, Emin=-6143, traps=[InvalidOperation, DivisionByZero, Overflow]
)
DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Range:
    """The values between two ends; an end that is null and not taken in is open."""

    low: Any
    high: Any
    low_in: bool = True
    high_in: bool = True


class Function:
    """A function as a value: parameters with their types, and what works it out in an evaluation."""

    __slots__ = ("name", "parameters", "result", "work")

    def __init__(self, parameters: tuple[tuple[str, Any], ...], work: Any, result: Any = None, name: str = "") -> None:
        self.parameters, self.work, self.result, self.name = parameters, work, result, name


def value(raw: Any) -> Any:
    """A value of process data as FEEL sees it; lists and contexts stay as they are until they are looked into."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return raw
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw) if abs(raw) < 10**400 else None
    return number if number is not None and number.is_finite() else None


def plain(found: Any, budget: Budget | None = None, depth: int = 0) -> Any:
    """A result as process data holds it; what cannot be stored is null."""
    if depth > DEEPEST:
        raise TooMuch
    if isinstance(found, Decimal):
        whole = found == found.to_integral_value() and abs(found) < 10**300
        return int(found) if whole else float(found)
    if found is None or isinstance(found, str | bool | int | float):
        return found
    if isinstance(found, list):
        _pay(budget, len(found))
        return [plain(item, budget, depth + 1) for item in found]
    if isinstance(found, Mapping):
        _pay(budget, len(found))
        return {str(key): plain(item, budget, depth + 1) for key, item in found.items()}
    if isinstance(found, TEMPORAL):
        return lexical.text_of(found)
    return text_of(found, budget) if isinstance(found, Range) else None


def _pay(budget: Budget | None, number: int) -> None:
    if budget is not None:
        budget.spend(number + 1)


def text_of(found: Any, budget: Budget | None = None, depth: int = 0) -> str:
    """A value as text, as `string()` gives it (DMN 1.5, 10.3.4.1); texts within lists and contexts stand in quotes."""
    found = value(found)
    if depth > DEEPEST:
        raise TooMuch
    if isinstance(found, str):
        return found if not depth else '"' + found.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if found is None:
        return "null"
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, Decimal):
        return number_text(found)
    if isinstance(found, TEMPORAL):
        return lexical.text_of(found)
    return _shown_parts(found, budget, depth)


def _shown_parts(found: Any, budget: Budget | None, depth: int) -> str:
    if isinstance(found, list):
        _pay(budget, len(found))
        return _bounded("[" + ", ".join(text_of(item, budget, depth + 1) for item in found) + "]", budget)
    if isinstance(found, Mapping):
        _pay(budget, len(found))
        inner = (f"{_key(str(key))}: {text_of(item, budget, depth + 1)}" for key, item in found.items())
        return _bounded("{" + ", ".join(inner) + "}", budget)
    if isinstance(found, Range):
        low, high = ("" if end is None else text_of(end, budget, depth + 1) for end in (found.low, found.high))
        if found.high is None:
            return f"({'>=' if found.low_in else '>'}{low})"
        if found.low is None:
            return f"({'<=' if found.high_in else '<'}{high})"
        return f"{'[' if found.low_in else '('}{low}..{high}{']' if found.high_in else ')'}"
    return f"function {found.name}".strip()


def _bounded(text: str, budget: Budget | None) -> str:
    if budget is not None:
        budget.text(len(text))
    return text


def _key(name: str) -> str:
    words = name.split(" ")
    return name if all(word.isidentifier() for word in words) else text_of(name, None, 1)


def number_text(found: Decimal) -> str:
    """A number in plain digits, without zeros that say nothing."""
    said = format(found.normalize(NUMBERS), "f")
    return "0" if said == "-0" else said
