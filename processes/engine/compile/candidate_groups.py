"""For which groups a step is, as its model says: by the words that stand there, also in an expression."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# The texts that stand in an expression, whichever language it is in.
_TEXT = r'"(?:[^"\\]|\\.)*"' r"|'(?:[^'\\]|\\.)*'"
_TEXTS = re.compile(_TEXT, re.DOTALL)
# One that data are compared with names no group.
_COMPARED = re.compile(rf"(?:[=!<>]=|[=<>])\s*(?:{_TEXT})|(?:{_TEXT})\s*(?:[=!<>]=|[=<>]|in\b)", re.DOTALL)


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
    words, each = _literal(text) if _is_expression(text) else names_in(text), False
    others = bool(said.get("assignee") or said.get("candidateUsers"))
    if words is None:
        inside = _inside(text)
        texts = _TEXTS.findall(_COMPARED.sub("", inside))
        words = [name for found in texts for name in names_in(re.sub(r"\\(.)", r"\1", found[1:-1]))]
        others = others or inside.startswith("[")
        each = _TEXTS.fullmatch(inside) is None
    return NamedGroups(tuple(dict.fromkeys(words)), each, others) if words else None


def names_in(value: Any) -> list[str]:
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


def _literal(text: str) -> list[str] | None:
    """Give what an expression always gives, where it is a list of texts; None for any other."""
    inside = _inside(text)
    found = names_in(inside) if inside.startswith("[") else []
    return found or None


def _inside(text: str) -> str:
    return text[1:].strip() if text.startswith("=") else text[2:-1].strip()


def _is_expression(text: str) -> bool:
    return text.startswith("=") or (text[:2] in ("${", "#{") and text.endswith("}"))
