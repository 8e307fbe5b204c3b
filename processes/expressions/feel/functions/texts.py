"""Functions of texts: DMN 1.5, 10.3.4.3 (table 75), `string` of 10.3.4.1 and `not` of 10.3.4.2."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from processes.expressions.feel import values
from processes.expressions.feel.functions import patterns
from processes.expressions.feel.functions.signature import table


def _of(work: Callable[..., Any]) -> Callable[..., Any]:
    """A function that needs nothing of the evaluation."""
    return lambda _, *args: work(*args)


def _substring(work: Any, text: str, start: Decimal, length: Decimal | None = None) -> Any:
    """A part from a place, counted in characters from 1, or from the end where it is negative."""
    at = int(start)
    if not at or abs(at) > len(text) or (length is not None and length < 1):
        return None
    first = at - 1 if at > 0 else len(text) + at
    return text[first:] if length is None else text[first : first + int(length)]


def _before(text: str, match: str) -> str:
    return text.partition(match)[0] if match and match in text else ""


def _after(text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


def _string(work: Any, found: Any) -> Any:
    return None if found is None else values.text_of(found, work.budget)


def _cased(change: Callable[[str], str]) -> Callable[..., Any]:
    def _function(work: Any, text: str) -> str:
        work.budget.text(len(text))
        found = change(text)
        work.budget.text(len(found))
        return found

    return _function


def _joined(
    work: Any, items: list[Any], between: str | None = None, before: str | None = None, after: str | None = None
) -> Any:
    """The texts of a list put together; null where it holds anything else."""
    if any(not isinstance(item, str) for item in items if item is not None):
        return None
    texts = [item for item in items if item is not None]
    between, before, after = between or "", before or "", after or ""
    work.budget.text(sum(map(len, texts)) + len(between) * len(texts) + len(before) + len(after))
    return before + between.join(texts) + after


def _not(found: Any) -> Any:
    return (not found) if isinstance(found, bool) else None


def _length(found: Any) -> Decimal:
    return Decimal(len(found))


FUNCTIONS = table([
    ("not", _of(_not), "negand:a*"),
    ("string", _string, "from:a*"),
    ("string length", _of(_length), "string:s"),
    ("len", _of(_length), "value:slc"),
    ("substring", _substring, "string:s start_position:n length:n?"),
    ("upper case", _cased(str.upper), "string:s"),
    ("lower case", _cased(str.lower), "string:s"),
    ("trim", _of(str.strip), "string:s"),
    ("is blank", _of(lambda text: not text.strip()), "string:s"),
    ("contains", _of(lambda text, match: match in text), "string:s match:s"),
    ("starts with", _of(str.startswith), "string:s match:s"),
    ("ends with", _of(str.endswith), "string:s match:s"),
    ("substring before", _of(_before), "string:s match:s"),
    ("substring after", _of(_after), "string:s match:s"),
    ("matches", patterns.matches, "input:s pattern:s flags:s*?"),
    ("replace", patterns.replace, "input:s pattern:s replacement:s flags:s*?"),
    ("split", patterns.split, "string:s delimiter:s"),
    ("string join", _joined, "list:l delimiter:s*? prefix:s*? suffix:s*?"),
])  # fmt: skip
