"""For which groups a step is, as its model says: by the words that stand there, also in an expression."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from processes.expressions.language import inside_marks

# What an expression is written of, whichever language it is in; a text that does not end takes all that follows.
_TEXT = r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_PART = re.compile(
    rf"""{_TEXT}|["'].*|(?P<compares>[=!<>]=|[=<>]|\b(?:in|eq|ne|lt|le|gt|ge)\b)|(?P<blank>\s+)|\w+|.""", re.DOTALL
)
_ONE_TEXT = re.compile(_TEXT, re.DOTALL)


@dataclass(frozen=True, slots=True)
class NamedGroups:
    """What a step calls the groups that it is for: all do it, or, where an expression says which, one at a time.

    Where `others` is set, people are named beside them, or groups that an expression makes of data.
    """

    words: tuple[str, ...]
    one_at_a_time: bool
    others: bool


def named_groups(said: Mapping[str, str]) -> NamedGroups | None:
    """Give what a step calls its candidate groups, of its attributes as they stand in the model; None where nothing."""
    text = said.get("candidateGroups", "").strip()
    inside = inside_marks(text)
    words, each = listed_names(text) if inside is None else _literal(inside), False
    others = bool(said.get("assignee") or said.get("candidateUsers"))
    if inside is not None and words is None:
        words = [name for one in _not_compared(inside) for name in listed_names(re.sub(r"\\(.)", r"\1", one))]
        others = others or inside.startswith("[")
        each = _ONE_TEXT.fullmatch(inside) is None
    return NamedGroups(tuple(dict.fromkeys(words)), each, others) if words else None


def listed_names(value: Any) -> list[str]:
    """Give the names that stand in a list, a JSON array or a text with commas."""
    if isinstance(value, list):
        return [str(v) for v in value]
    text = str(value or "").strip()
    if text.startswith("["):
        try:
            return [str(v) for v in json.loads(text)]
        except (ValueError, RecursionError):
            return []
    return [name for part in text.split(",") if (name := part.strip())]


def _literal(inside: str) -> list[str] | None:
    """Give what an expression always gives, where it is a list of texts; None for any other."""
    found = listed_names(inside) if inside.startswith("[") else []
    return found or None


def _not_compared(inside: str) -> list[str]:
    """Give the texts of an expression, but those that data are compared with, which name no group."""
    found: list[str] = []
    before = ""
    for part in _PART.finditer(inside):
        kind = part.lastgroup or ""
        if kind == "text":
            found += [part.group()[1:-1]] if before != "compares" else []
            kind = "compared" if before == "compares" else kind
        elif kind == "compares" and before == "text":
            found.pop()
        before = before if kind == "blank" else kind
    return found
