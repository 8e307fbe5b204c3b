"""Functions of contexts and of any value: DMN 1.5, 10.3.4.7 (context), 10.3.4.10 (is) and 10.3.4.11."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.expressions.feel.functions.signature import table
from processes.expressions.feel.temporal.calendar import Date, Moment, Time
from processes.expressions.feel.values import value

DEEPEST = 50


def _value(work: Any, found: Mapping[str, Any], key: str) -> Any:
    return value(found.get(key))


def _value_at(work: Any, found: Any, keys: list[Any]) -> Any:
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) and isinstance(key, str) else None
    return value(found)


def _entries(work: Any, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    work.budget.items(len(found))
    work.budget.spend(len(found))
    return [{"key": key, "value": value(one)} for key, one in found.items()]


def _context(work: Any, entries: list[Any]) -> dict[str, Any] | None:
    made: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, Mapping) or "value" not in entry or not isinstance(entry.get("key"), str):
            return None
        if entry["key"] in made:
            return None
        made[entry["key"]] = value(entry["value"])
    return made


def _put(work: Any, context: Mapping[str, Any], key: str, new: Any) -> dict[str, Any]:
    work.budget.items(len(context))
    return {**context, key: new}


def _put_at(work: Any, context: Mapping[str, Any], keys: list[Any], new: Any) -> dict[str, Any] | None:
    if not keys or len(keys) > DEEPEST or not isinstance(keys[0], str):
        return None
    if len(keys) == 1:
        return _put(work, context, keys[0], new)
    inner = context.get(keys[0])
    made = _put_at(work, inner, keys[1:], new) if isinstance(inner, Mapping) else None
    return None if made is None else _put(work, context, keys[0], made)


def _merge(work: Any, contexts: list[Any]) -> dict[str, Any] | None:
    made: dict[str, Any] = {}
    for one in contexts:
        if not isinstance(one, Mapping):
            return None
        work.budget.items(len(one))
        made.update(one)
    return made


def _is(work: Any, left: Any, right: Any) -> bool:
    """Whether two values are one and the same: of one kind, with the same zone (DMN 1.5, 10.3.4.10)."""
    if isinstance(left, Date | Time | Moment) or isinstance(right, Date | Time | Moment):
        return type(left) is type(right) and bool(left == right)
    if left is None or right is None:
        return left is right
    return bool(work.alike(left, right))


FUNCTIONS = table([
    ("get value", _value, "m:c key:s"),
    ("get value", _value_at, "context:c keys:l"),
    ("get entries", _entries, "m:c"),
    ("context", _context, "entries:l"),
    ("context put", _put, "context:c key:s value:a*"),
    ("context put", _put_at, "context:c keys:l value:a*"),
    ("context merge", _merge, "contexts:l"),
    ("is", _is, "value1:a* value2:a*"),
    ("is defined", lambda _, found: found is not None, "value:a*"),
    ("get or else", lambda _, found, other: other if found is None else found, "value:a* default:a*"),
])  # fmt: skip
