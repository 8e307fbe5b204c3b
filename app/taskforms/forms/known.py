"""What a case knows, as people read it: with the labels of the forms it came from, grouped by who entered it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from app.kernel.i18n import formats
from app.taskforms.forms.kinds import Rule, kind_of, properties
from app.taskforms.forms.values import shown, title

DEEPEST, MOST_ENTRIES, MOST_VALUES, LONGEST = 6, 50, 200, 2000
# From where on a number is no amount that anybody wrote, and Babel cannot say it.
MOST_MONEY = 1e15
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_MONEY = re.compile(r"\s*(?:\((€|\$|£|¥|[A-Z]{3})\)|,?\s+in\s+(EUR|USD|GBP|CHF|(?i:Euros?)))\Z")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+\Z")
_MAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)\Z")


@dataclass(frozen=True)
class Value:
    """One thing that is known. `kind` is text, link, mail, files, group (of values) or entries (groups of values)."""

    title: str
    kind: str
    value: Any


def said(rule: Rule, name: str, value: Any, files: Mapping[str, Any], depth: int = 0) -> Value | None:
    """Give a value as people read it, by the rule of the form that it came from; None where there is nothing to say."""
    if value is None or value in ("", [], {}) or depth > DEEPEST:
        return None
    kind, called = _kind(rule, value, files), title(rule, name)
    if kind == "hidden":
        return None
    if kind == "group" and isinstance(value, dict):
        return Value(called, "group", list(_inside(rule, value, files, depth)))
    if kind == "rows" and isinstance(value, list):
        inner = rule.get("items") or {}
        entries = [list(_inside(inner, one, files, depth)) for one in value[:MOST_ENTRIES] if isinstance(one, dict)]
        return Value(called, "entries", entries)
    if kind in ("file", "files"):
        return Value(called, "files", shown(rule, kind, value, files))
    if kind == "number" and (found := _MONEY.search(called)) and (words := _amount(found[1] or found[2], value)):
        return Value(called[: found.start()] or called, "text", words)
    return _text(called, kind, rule, value, files)


def _kind(rule: Rule, value: Any, files: Mapping[str, Any]) -> str:
    """Give the kind that the form says, unless something else has been put where it asks yes or no, or for a file."""
    kind = kind_of(rule, needed=True) if rule else ""
    is_other = (kind in ("tick", "yesno") and not isinstance(value, bool)) or (
        kind in ("file", "files") and not isinstance(value, dict | list)
    )
    return guessed(value, files) if is_other or not kind else kind


def _amount(unit: str, value: Any) -> str:
    """Say an amount of money; nothing where the unit is no currency (“Weight (NET)”), or the value no amount."""
    code = _CURRENCIES.get(unit, "EUR" if unit.lower().startswith("euro") else unit)
    is_amount = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < MOST_MONEY
    return formats.money(value, code) if is_amount and formats.is_currency(code) else ""


def _text(called: str, kind: str, rule: Rule, value: Any, files: Mapping[str, Any]) -> Value:
    words = str(shown(rule, kind, value, files))[:LONGEST]
    if kind == "url" or (kind in ("text", "long", "one") and _ADDRESS.match(words)):
        return Value(called, "link" if _ADDRESS.match(words) else "text", words)
    return Value(called, "mail" if kind in ("email", "text") and _MAIL.match(words) else "text", words)


def _inside(rule: Rule, value: Mapping[str, Any], files: Mapping[str, Any], depth: int) -> Iterator[Value]:
    known = properties(rule)
    names = [*(one for one in known if one in value), *(one for one in islice(value, MOST_VALUES) if one not in known)]
    for name in names:
        one = said(known.get(name, {}), name, value[name], files, depth + 1)
        if one is not None:
            yield one


def guessed(value: Any, files: Mapping[str, Any]) -> str:
    """Give the kind of a value for which no form has a rule, by what it looks like."""
    if isinstance(value, bool):
        return "yesno"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, dict):
        return "file" if _is_file(value, files) else "group"
    if isinstance(value, list):
        if all(isinstance(one, dict) for one in value):
            return "files" if all(_is_file(one, files) for one in value) else "rows"
        return "json"
    return _guessed_text(str(value))


def _is_file(value: Mapping[str, Any], files: Mapping[str, Any]) -> bool:
    return isinstance(value.get("id"), str) and value["id"] in files


def _guessed_text(text: str) -> str:
    try:
        if _MOMENT.match(text):
            return "moment" if datetime.fromisoformat(text) else "text"
        return "date" if len(text) == len("2026-01-31") and date.fromisoformat(text) else "text"
    except ValueError:
        return "text"


def file_ids(value: Any, depth: int = 0) -> Iterator[str]:
    """Give the ids of what could be references to files, wherever they stand."""
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        if isinstance(value.get("id"), str) and "name" in value:
            yield value["id"]
        for one in value.values():
            yield from file_ids(one, depth + 1)
    elif isinstance(value, list):
        for one in value[:MOST_ENTRIES]:
            yield from file_ids(one, depth + 1)


def asks_for(form: Rule) -> dict[str, Rule]:
    """Give the fields that a form lets people fill in: not those that it only shows, nor those that it hides."""
    given = properties(form)
    return {name: rule for name, rule in given.items() if not rule.get("readOnly") and kind_of(rule) != "hidden"}
