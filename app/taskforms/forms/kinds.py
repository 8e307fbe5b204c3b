"""How a field of a JSON Schema is asked for: one word, on which showing and reading agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Rule = dict[str, Any]
LONG = 200
FORMATS = {"date": "date", "date-time": "moment", "time": "time", "email": "email", "uri": "url", "url": "url"}


def kind_of(rule: Rule, needed: bool = False) -> str:
    """Give the word: text, long, number, tick, yesno, one, several, lines, group, rows, file, files, json and so on."""
    if rule.get("x-widget") == "hidden":
        return "hidden"
    if "x-file" in rule:
        return "file"
    plain = plain_type(rule)
    if plain == "array":
        return _of_list(rule.get("items"))
    if plain == "boolean":
        return "yesno" if needed and rule.get("const") is not True else "tick"
    if options(rule):
        return "one"
    if plain == "object":
        return "group" if isinstance(rule.get("properties"), dict) and rule["properties"] else "json"
    if plain in ("integer", "number"):
        return "number"
    return _of_text(rule)


def _of_list(items: Any) -> str:
    items = items if isinstance(items, dict) else {}
    if "x-file" in items:
        return "files"
    if options(items):
        return "several"
    inner = plain_type(items)
    if inner == "object" and items.get("properties"):
        return "rows"
    return "lines" if inner in ("string", "integer", "number") else "json"


def _of_text(rule: Rule) -> str:
    if rule.get("format") in FORMATS:
        return FORMATS[rule["format"]]
    length = rule.get("maxLength")
    long = rule.get("x-multiline") or rule.get("format") in ("textarea", "multiline")
    return "long" if long or (isinstance(length, int) and length > LONG) else "text"


def plain_type(rule: Rule) -> str:
    """Give the type that is not null; text where none is said."""
    kind = rule.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), None)
    return kind if isinstance(kind, str) else "string"


def options(rule: Rule) -> list[tuple[Any, str, str]]:
    """Give the options of a choice: value, words, hint; none where anything may be entered."""
    labels = rule.get("x-labels") if isinstance(rule.get("x-labels"), dict) else {}
    if isinstance(rule.get("enum"), list):
        return [(one, str((labels or {}).get(str(one), one)), "") for one in rule["enum"] if one is not None]
    for word in ("oneOf", "anyOf"):
        given = [one for one in rule.get(word) or [] if isinstance(one, dict)]
        if given and all("const" in one or one.get("type") == "null" for one in given):
            return [
                (one["const"], str(one.get("title") or one["const"]), str(one.get("description") or ""))
                for one in given
                if one.get("const") is not None
            ]
    return []


def properties(rule: Rule) -> dict[str, Rule]:
    """Give the fields of an object, in order."""
    given = rule.get("properties")
    return {n: one for n, one in given.items() if isinstance(one, dict)} if isinstance(given, dict) else {}


def needed_in(rule: Rule) -> set[str]:
    """Give the names of the fields that have to be filled in."""
    given = rule.get("required")
    return {name for name in given if isinstance(name, str)} if isinstance(given, list) else set()


def under(prefix: str, name: str) -> str:
    """Give the place of a field as one name: `lines.0.cost`; dots and tildes in names as ~1 and ~0."""
    own = name.replace("~", "~0").replace(".", "~1")
    return f"{prefix}.{own}" if prefix else own


def has_files(schema: Rule | None) -> bool:
    """Whether the form asks for files."""
    return schema is not None and bool(schema.get("x-has-files"))


def file_fields(rule: Rule, value: Any, path: str = "") -> Iterator[tuple[str, Rule, Any]]:
    """Give each file in the data of a form: its place, the rule for it, and what stands there."""
    if "x-file" in rule:
        yield path, rule, value
    elif isinstance(value, dict):
        for name, inner in properties(rule).items():
            if value.get(name) is not None:
                yield from file_fields(inner, value[name], under(path, name))
    elif isinstance(value, list) and isinstance(rule.get("items"), dict):
        for number, one in enumerate(value):
            yield from file_fields(rule["items"], one, under(path, str(number)))
