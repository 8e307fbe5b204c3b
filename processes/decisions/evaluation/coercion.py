"""What is given to a decision: process data and texts read as the types a model declares (DMN 1.5, 10.3.2.9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from processes.decisions.result import CannotDecide
from processes.expressions.feel import Evaluation
from processes.expressions.feel.evaluation import types
from processes.expressions.feel.functions.numbers import number
from processes.expressions.feel.syntax.tree import Type
from processes.expressions.feel.temporal import lexical
from processes.expressions.feel.values import text_of, value
from processes.messages import _, sentences

DEEPEST = 40
READ: dict[str, Callable[[str], Any]] = {
    "number": lambda text: number(None, text),
    "boolean": lambda text: {"true": True, "false": False}.get(text.lower()),
    "date": lambda text: lexical.day(text.strip()), "date and time": lexical.moment,
    "time": lambda text: lexical.clock_time(text.strip()),
    "days and time duration": lambda text: lexical.duration(text.strip()),
    "years and months duration": lambda text: lexical.duration(text.strip()),
}  # fmt: skip
SHORT = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}


def of_kind(found: Any, kind: str) -> tuple[Any, bool]:
    """A text as the number, truth, date or duration that it stands for, and whether it is one; others as they are."""
    kind = SHORT.get(kind, kind)
    if not isinstance(found, str) or kind not in READ:
        return found, True
    made = READ[kind](found)
    return (found, False) if made is None else (made, True)


def as_declared(work: Evaluation, found: Any, kind: Type | None, name: str) -> Any:
    """Data as a declared type says; raises CannotDecide, in words, for what is none of it."""
    read = _read(work, value(found), kind, 0)
    made, fits = types.converted(read, kind, work)
    if not fits:
        said = text_of(value(found), work.budget)[:80]
        wanted = _("a value of the type {type}", type=kind.name or kind.kind) if kind is not None else _("a value")
        allowed = types.conforms(read, _without_tests(work, kind), work)
        words = _("Give one of the values that are allowed.") if allowed else _("Correct the data.")
        amiss = _("Expected {wanted} for “{name}”, but it is {found}.", wanted=wanted, name=name, found=said)
        raise CannotDecide(sentences(amiss, words))
    return made


def _without_tests(work: Evaluation, kind: Type | None) -> Type | None:
    own = types.resolved(kind, work)
    return own.parameters[0] if own is not None and own.kind == "all" and own.parameters else own


def _read(work: Evaluation, found: Any, kind: Type | None, depth: int) -> Any:
    """Texts in data as the dates, times and numbers that their declared types say."""
    own = types.resolved(kind, work)
    if own is None or found is None or depth > DEEPEST:
        return found
    if own.kind == "all" and own.parameters:
        return _read(work, found, own.parameters[0], depth + 1)
    if own.kind == "list":
        if not isinstance(found, list):
            return _read(work, found, own.of, depth + 1)
        work.budget.items(len(found))
        return [_read(work, value(item), own.of, depth + 1) for item in found]
    if isinstance(found, list) and len(found) == 1:
        return [_read(work, value(found[0]), own, depth + 1)]
    if own.kind == "context" and isinstance(found, Mapping):
        fields = dict(own.fields)
        return {name: _read(work, value(one), fields.get(name), depth + 1) for name, one in found.items()}
    return of_kind(found, own.kind)[0]


def otherwise(name: str, facts: Mapping[str, Any]) -> str | None:
    """The field that stands for a name of several words: with underscores, or run together."""
    words = re.findall(r"\w+", name)
    if not words:
        return None
    joined = words[0].lower() + "".join(word[:1].upper() + word[1:] for word in words[1:])
    tries = ("_".join(words), "_".join(words).lower(), joined, "".join(words))
    return next((one for one in tries if one in facts), None)
