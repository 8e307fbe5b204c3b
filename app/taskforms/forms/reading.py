"""What a person typed into a form, as the data its JSON Schema describes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from werkzeug.datastructures import MultiDict

from app.kernel.times.moments import reader_zone
from app.taskforms.forms.kinds import Rule, kind_of, needed_in, options, plain_type, properties, under
from app.taskforms.forms.moments import read_moment
from app.taskforms.forms.numbers import read_number

ROWS = 300
DEEPEST = 8
YES = ("1", "true", "on", "yes")


def read_form(
    schema: Rule, typed: MultiDict[str, str], known: dict[str, Any] | None = None, *, blanks: bool = False
) -> dict[str, Any]:
    """Give the data; a value that is not of its type is kept as typed, so that the check can name it.

    Fields that are only shown are not read; inside entries they keep what is `known`. With `blanks`, entries
    in which nothing was typed are kept, too.
    """
    return _Reading(typed, reader_zone(), blanks).object(schema, "", known or {}, 0)


@dataclass(frozen=True)
class _Reading:
    typed: MultiDict[str, str]
    zone: tzinfo
    blanks: bool

    def object(self, rule: Rule, prefix: str, known: Any, depth: int) -> dict[str, Any]:
        """Read the fields of an object."""
        known = known if isinstance(known, dict) else {}
        found: dict[str, Any] = {}
        needed = needed_in(rule)
        for name, inner in properties(rule).items():
            kind = kind_of(inner, name in needed)
            if inner.get("readOnly") or kind == "hidden":
                if name in known and (prefix or kind == "hidden"):
                    found[name] = known[name]
                continue
            value = self.field(inner, kind, under(prefix, name), known.get(name), name in needed, depth)
            if value is not None:
                found[name] = value
        return found

    def field(self, rule: Rule, kind: str, at: str, known: Any, needed: bool, depth: int) -> Any:
        """Read one field; None where nothing was entered."""
        if kind == "group":
            inner = self.object(rule, at, known, depth + 1) if depth < DEEPEST else {}
            return inner if needed or not _blank(inner) else None
        if kind == "rows":
            rows = self.rows(rule, at, known, depth)
            return rows if needed or rows else None
        if kind in ("file", "files"):
            chosen = [{"id": one} for one in self.typed.getlist(f"{at}.id") if one]
            return chosen or None if kind == "files" else (chosen[-1] if chosen else None)
        values = self.typed.getlist(at)
        if kind in ("several", "lines"):
            if kind == "lines":
                values = [line.strip() for value in values for line in value.splitlines()]
            read = [self.one(rule.get("items", {}), "", value) for value in values if value.strip()]
            return read if needed or read else None
        if kind == "tick":
            return bool(values) and values[-1].lower() in YES
        text = values[-1] if values else ""
        return None if not text.strip() else self.one(rule, kind, text)

    def rows(self, rule: Rule, at: str, known: Any, depth: int) -> list[Any]:
        """Read the entries of a list, in the order in which they stand on the page."""
        found: list[Any] = []
        before = known if isinstance(known, list) else []
        for number in self.typed.getlist(f"{at}.#")[:ROWS]:
            if not number.isdecimal() or len(number) > 4 or depth >= DEEPEST:
                continue
            same = before[int(number)] if int(number) < len(before) else {}
            row = self.object(rule["items"], under(at, number), same, depth + 1)
            if self.blanks or not _blank(row):
                found.append(row)
        return found

    def one(self, rule: Rule, kind: str, text: str) -> Any:
        """Read one value of a plain type."""
        for option, _, _ in options(rule):
            if str(option) == text:
                return option
        plain = plain_type(rule)
        if plain in ("integer", "number"):
            return read_number(text, whole=plain == "integer")
        if kind == "moment":
            return read_moment(text, self.zone)
        if kind == "yesno":
            return {"true": True, "false": False}.get(text.lower(), text)
        if kind == "json":
            return _json(text)
        if kind in ("long", "text") or not kind:
            return text.replace("\r\n", "\n")
        return text.strip()


def _blank(value: Any) -> bool:
    """Whether nothing was entered; a box that is not ticked says nothing, nor does a list without entries."""
    if isinstance(value, dict):
        return all(_blank(one) for one in value.values())
    return value is False or value is None or value == []


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=lambda name: name)
    except (ValueError, RecursionError):
        return text
