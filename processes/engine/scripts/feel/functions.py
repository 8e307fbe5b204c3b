"""FEEL's built-in functions on values: total, bounded, without a clock; a wrong argument gives null."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from functools import cmp_to_key
from typing import Any

from processes.engine.scripts.feel import conversions, values
from processes.engine.scripts.feel.values import NUMBERS

LONGEST = 100_000
Function = Callable[..., Any]
TEMPORAL = (date, time)


def _texts(work: Callable[..., Any]) -> Function:
    """A function of texts only."""
    return lambda *args: work(*args) if all(isinstance(arg, str) for arg in args) else None


def _listed(args: tuple[Any, ...]) -> list[Any] | None:
    """The items of a list, or of several arguments."""
    found = args[0] if len(args) == 1 and isinstance(args[0], list) else list(args)
    return [values.value(item) for item in found]


def _numbers(work: Callable[[list[Decimal]], Any]) -> Function:
    """A function of numbers in a list; null where it holds anything else."""

    def _called(*args: Any) -> Any:
        found = _listed(args) or []
        return work(found) if found and all(isinstance(item, Decimal) for item in found) else None

    return _called


def _of_list(work: Callable[..., Any]) -> Function:
    """A function whose first argument is a list; another value stands for a list of itself."""

    def _called(first: Any, *more: Any) -> Any:
        if first is None:
            return None
        return work([values.value(i) for i in first] if isinstance(first, list) else [first], *more)

    return _called


def _best(sign: int) -> Function:
    def _called(*args: Any) -> Any:
        best = None
        for item in _listed(args) or []:
            order = 0 if best is None else values.compared(item, best)
            if order is None or (best is None and values.compared(item, item) is None):
                return None
            best = item if best is None or order * sign > 0 else best
        return best

    return _called


def _count(*args: Any) -> Any:
    return Decimal(len(args[0])) if isinstance(args[0], list) else None if args[0] is None else Decimal(1)


def _total(found: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for item in found:
        total = NUMBERS.add(total, item)
    return total


def _median(found: list[Decimal]) -> Decimal:
    ordered, half = sorted(found), len(found) // 2
    if len(found) % 2:
        return ordered[half]
    return NUMBERS.divide(NUMBERS.add(ordered[half - 1], ordered[half]), Decimal(2))


def _rounded(how: str) -> Function:
    def _called(number: Any, scale: Any = Decimal(0)) -> Any:
        if not isinstance(number, Decimal) or not isinstance(scale, Decimal) or abs(scale) > 300:
            return None
        return number.quantize(Decimal(1).scaleb(-int(scale)), how, NUMBERS)

    return _called


def _modulo(number: Any, by: Any) -> Any:
    if not isinstance(number, Decimal) or not isinstance(by, Decimal) or not by:
        return None
    return NUMBERS.subtract(number, NUMBERS.multiply(by, (number / by).to_integral_value(ROUND_FLOOR)))


def _number_of(work: Callable[[Decimal], Any]) -> Function:
    return lambda number: work(number) if isinstance(number, Decimal) else None


def _truths(wanted: bool) -> Function:
    """`all` and `any` with three values: one that decides wins, else null spreads."""

    def _called(*args: Any) -> Any:
        found = _listed(args) or []
        if any(item is (not wanted) for item in found):
            return not wanted
        return wanted if all(item is wanted for item in found) else None

    return _called


def _part(text: Any, start: Any, length: Any = None) -> Any:
    if not isinstance(text, str) or not isinstance(start, Decimal) or not start:
        return None
    first = int(start) - 1 if start > 0 else max(0, len(text) + int(start))
    if length is None:
        return text[first:]
    return text[first : first + max(0, int(length))] if isinstance(length, Decimal) else None


def _joined(items: list[Any], between: Any = "") -> Any:
    texts = [item for item in items if isinstance(item, str)]
    if not isinstance(between, str) or sum(map(len, texts)) + len(between) * len(texts) > LONGEST:
        return None
    return between.join(texts)


def _distinct(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    seen: set[Any] = set()
    odd: list[Any] = []
    for item in items:
        if isinstance(item, Decimal | str | bool | date | None):
            if (type(item), item) not in seen:
                seen.add((type(item), item))
                found.append(item)
        elif len(odd) < 300 and not any(values.same(item, known) for known in odd):
            odd.append(item)
            found.append(item)
    return found


def _flat(items: list[Any], depth: int = 0) -> list[Any]:
    found: list[Any] = []
    for item in items:
        found += _flat(item, depth + 1) if isinstance(item, list) and depth < 20 else [item]
    return found


def _sorted(items: list[Any]) -> Any:
    if any(values.compared(item, items[0]) is None for item in items):
        return None
    return sorted(items, key=cmp_to_key(lambda a, b: values.compared(a, b) or 0))


def _without(items: list[Any], place: Any) -> Any:
    at = _place(items, place)
    return None if at is None else items[:at] + items[at + 1 :]


def _inserted(items: list[Any], place: Any, new: Any) -> Any:
    at = _place(items, place)
    return None if at is None else [*items[:at], new, *items[at:]]


def _place(items: list[Any], place: Any) -> int | None:
    """A place counted from 1, or from the end where it is negative."""
    if not isinstance(place, Decimal) or not place or abs(place) > len(items):
        return None
    return int(place) - 1 if place > 0 else len(items) + int(place)


def _sub(items: list[Any], start: Any, length: Any = None) -> Any:
    at = _place(items, start)
    if at is None:
        return None
    return items[at:] if length is None else items[at : at + max(0, int(length))]


def _length(found: Any) -> Any:
    return Decimal(len(found)) if isinstance(found, str | list | dict) else None


def _of_day(pattern: str) -> Function:
    return lambda found: found.strftime(pattern) if isinstance(found, date) else None


def _split(text: str, sign: str) -> Any:
    """By a plain sign; patterns are not known, for they may take for ever."""
    return text.split(sign) if sign and not set(sign) & set("\\.[]{}()*+?^$|") else None


BUILT_IN: dict[str, Function] = {
    "not": lambda found: (not found) if isinstance(found, bool) else None,
    "is defined": lambda found: found is not None, "string": values.shown, "number": conversions.number,
    "is empty": _of_list(lambda items: not items), "is blank": _texts(lambda t: not t.strip()),
    "get or else": lambda found, other: other if found is None else found,
    "string length": _texts(lambda t: Decimal(len(t))), "len": _length, "substring": _part,
    "upper case": _texts(lambda t: t.upper()), "lower case": _texts(lambda t: t.lower()),
    "trim": _texts(lambda t: t.strip()), "contains": _texts(lambda t, part: part in t),
    "starts with": _texts(lambda t, part: t.startswith(part)), "ends with": _texts(lambda t, part: t.endswith(part)),
    "substring before": _texts(lambda t, part: t.partition(part)[0] if part and part in t else ""),
    "substring after": _texts(lambda t, part: t.partition(part)[2] if part else t),
    "split": _texts(_split), "string join": _of_list(_joined),
    "count": _count, "min": _best(-1), "max": _best(1), "sum": _numbers(_total),
    "mean": _numbers(lambda found: NUMBERS.divide(_total(found), Decimal(len(found)))), "median": _numbers(_median),
    "all": _truths(True), "any": _truths(False), "and": _truths(True), "or": _truths(False),
    "list contains": _of_list(lambda items, item: any(values.same(i, item) for i in items)),
    "append": _of_list(lambda items, *more: [*items, *more]),
    "concatenate": lambda *lists: [i for one in lists if isinstance(one, list) for i in one],
    "union": lambda *lists: _distinct([values.value(i) for one in lists if isinstance(one, list) for i in one]),
    "distinct values": _of_list(_distinct), "flatten": _of_list(_flat), "sort": _of_list(_sorted),
    "reverse": _of_list(lambda items: items[::-1]), "remove": _of_list(_without), "insert before": _of_list(_inserted),
    "sublist": _of_list(_sub),
    "index of": _of_list(lambda items, it: [Decimal(n) for n, i in enumerate(items, 1) if values.same(i, it)]),
    "abs": lambda found: abs(found) if isinstance(found, Decimal) and found.is_finite() else None,
    "floor": _rounded(ROUND_FLOOR), "ceiling": _rounded(ROUND_CEILING), "decimal": _rounded(ROUND_HALF_EVEN),
    "round": _rounded(ROUND_HALF_EVEN), "round up": _rounded(ROUND_UP), "round down": _rounded(ROUND_DOWN),
    "round half up": _rounded(ROUND_HALF_UP), "round half down": _rounded(ROUND_HALF_DOWN), "modulo": _modulo,
    "sqrt": _number_of(lambda n: NUMBERS.sqrt(n) if n >= 0 else None), 
    "odd": _number_of(lambda n: abs(n % 2) == 1), "even": _number_of(lambda n: n % 2 == 0),
    "date": conversions.date_of, "time": conversions.time_of, "date and time": conversions.moment_of,
    "duration": _texts(values.duration),
    "years and months duration": conversions.months_between,
    "day of week": _of_day("%A"), "month of year": _of_day("%B"),
    "get value": lambda found, name: values.value(found.get(name)) if isinstance(found, dict) else None,
}  # fmt: skip
PARAMETERS: dict[str, tuple[str, ...]] = {
    "contains": ("string", "match"), "starts with": ("string", "match"), "ends with": ("string", "match"),
    "substring": ("string", "start position", "length"), "date": ("year", "month", "day"), "number": ("from",),
    "list contains": ("list", "element"), "modulo": ("dividend", "divisor"), "decimal": ("n", "scale"),
}  # fmt: skip


def call(name: str, args: tuple[Any, ...]) -> Any:
    """What a built-in function gives; null for arguments it does not take."""
    try:
        return BUILT_IN[name](*args)
    except (TypeError, ValueError, ArithmeticError, IndexError, OverflowError, AttributeError):
        return None
