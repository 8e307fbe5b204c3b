"""Whether a value is of a type, and the conversions towards it: DMN 1.5, 10.3.2.9 and 10.3.2.10."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from processes.expressions.feel.evaluation.interface import Evaluating
from processes.expressions.feel.syntax.tree import Type
from processes.expressions.feel.temporal.calendar import UTC, Date, Days, Moment, Months, Time
from processes.expressions.feel.values import Function, Range, value

DEEPEST = 40
KINDS: dict[str, type] = {
    "number": Decimal, "string": str, "boolean": bool, "date": Date, "time": Time, "date and time": Moment,
    "days and time duration": Days, "years and months duration": Months,
}  # fmt: skip


def conforms(found: Any, kind: Type | None, work: Evaluating, depth: int = 0, allowed: bool = True) -> bool:
    """Whether a value that is not null is of a type and, if asked, among what it allows; no type takes everything."""
    work.budget.spend()
    if kind is None or depth > DEEPEST:
        return True
    if kind.kind == "named":
        return conforms(found, work.types.get(kind.name), work, depth + 1, allowed)
    found = value(found)
    return _is(found, kind, work, depth, allowed) and (
        kind.allowed is None or not allowed or work.holds(kind.allowed, found)
    )


def _is(found: Any, kind: Type, work: Evaluating, depth: int, allowed: bool) -> bool:
    if kind.kind == "any":
        return True
    if kind.kind in KINDS:
        return isinstance(found, KINDS[kind.kind])
    if kind.kind == "all":
        return all(conforms(found, one, work, depth + 1, allowed) for one in kind.parameters or ())
    if kind.kind == "list":
        inner = kind.of
        return isinstance(found, list) and (
            inner is None or all(_part(item, inner, work, depth, allowed) for item in found)
        )
    if kind.kind == "context":
        return isinstance(found, Mapping) and all(
            name in found and _part(found[name], one, work, depth, allowed) for name, one in kind.fields
        )
    if kind.kind == "range":
        ends = [end for end in (found.low, found.high) if end is not None] if isinstance(found, Range) else [None]
        return isinstance(found, Range) and all(_part(end, kind.of, work, depth, allowed) for end in ends)
    return kind.kind == "function" and isinstance(found, Function) and _takes(found, kind, work)


def _part(found: Any, kind: Type | None, work: Evaluating, depth: int, allowed: bool) -> bool:
    return found is None or conforms(found, kind, work, depth + 1, allowed)


def _takes(found: Function, kind: Type, work: Evaluating) -> bool:
    """Whether a function takes what the type passes, and gives what it promises (DMN 1.5, 10.3.2.9.3)."""
    if kind.parameters is not None:
        if len(found.parameters) != len(kind.parameters):
            return False
        pairs = zip(found.parameters, kind.parameters, strict=True)
        if any(own is not None and not _within(asked, own, work) for (_, own), asked in pairs):
            return False
    return found.result is None or kind.of is None or _within(found.result, kind.of, work)


def _within(narrow: Type, wide: Type, work: Evaluating, depth: int = 0) -> bool:
    """Whether each value of one type is one of another."""
    if narrow.kind == "named" and depth < DEEPEST:
        known = work.types.get(narrow.name)
        return known is None or _within(known, wide, work, depth + 1)
    if wide.kind == "named" and depth < DEEPEST:
        known = work.types.get(wide.name)
        return known is None or _within(narrow, known, work, depth + 1)
    if wide.kind == "any" or narrow.kind == "null":
        return True
    if narrow.kind != wide.kind:
        return False
    if wide.kind == "context":
        own = dict(narrow.fields)
        return all(name in own and _within(own[name], one, work, depth + 1) for name, one in wide.fields)
    if wide.of is not None and wide.kind in ("list", "range"):
        return narrow.of is not None and _within(narrow.of, wide.of, work, depth + 1)
    return True


def resolved(kind: Type | None, work: Evaluating) -> Type | None:
    """A type with its name looked up."""
    for _ in range(DEEPEST):
        if kind is None or kind.kind != "named":
            break
        kind = work.types.get(kind.name)
    return kind


def given_by(kind: Type | None, work: Evaluating) -> Type | None:
    """What a function gives whose type is declared: of the type of a function its result, else the type itself."""
    own = resolved(kind, work)
    return own.of if own is not None and own.kind == "function" else kind


def coerced(found: Any, kind: Type | None, work: Evaluating) -> Any:
    """A value as one of a type, or null: a list of one stands for its item, an item for a list, a date for midnight."""
    return None if found is None else converted(found, kind, work)[0]


def converted(found: Any, kind: Type | None, work: Evaluating) -> tuple[Any, bool]:
    """A value as one of a type, and whether it is one."""
    if found is None or kind is None or conforms(found, kind, work):
        return found, True
    own = resolved(kind, work)
    if (
        own is not None
        and own.kind in ("list", "all")
        and not isinstance(found, list)
        and conforms([found], kind, work)
    ):
        return [found], True
    if isinstance(found, list) and len(found) == 1:
        inner = value(found[0])
        if inner is not None and conforms(inner, kind, work):
            return inner, True
    if isinstance(found, Date) and own is not None and own.kind == "date and time":
        moment = Moment(found, Time(0, 0, 0, 0, UTC))
        if conforms(moment, kind, work):
            return moment, True
    return None, False
