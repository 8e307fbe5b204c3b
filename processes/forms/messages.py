"""What is amiss in a form, in the words of people, and at which field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jsonschema.exceptions import ValidationError

_TYPES = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": "yes or no",
    "string": "text",
    "array": "a list",
    "object": "a group of fields",
}
_FORMATS = {
    "date": "a date, like 2026-11-23",
    "date-time": "a date and time with its zone, like 2026-11-23T10:30:00+01:00",
    "time": "a time of day, like 10:30",
    "email": "a mail address, like name@example.org",
    "uri": "a link, like https://example.org",
}

Path = Sequence[str | int]


def dotted(path: Path) -> str:
    """Give a field's place as one name: `items.0.amount`; dots and tildes in names as ~1 and ~0."""
    return ".".join(str(part).replace("~", "~0").replace(".", "~1") for part in path)


def words(error: ValidationError, path: Path, schema: dict[str, Any]) -> str:
    """Say what is amiss at a field."""
    return f"{_title(path, schema)} {_phrase(error)}."


def _phrase(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    rule = str(error.validator)
    about: Any = error.schema
    if rule == "type":
        kind = next((k for k in wanted if k != "null"), "") if isinstance(wanted, list) else str(wanted)
        return f"has to be {_TYPES.get(kind, kind)}"
    if rule == "minItems":
        return f"needs at least {wanted} {_items(about, wanted)}"
    if rule == "maxItems":
        return f"takes at most {wanted} {_items(about, wanted)}"
    if rule == "pattern":
        hint = about.get("x-pattern-words") if isinstance(about, dict) else None
        return str(hint) if hint else "is not written as it has to be"
    phrases = {
        "required": "is needed, but missing",
        "enum": "has to be one of the options offered",
        "oneOf": "has to be one of the options offered",
        "anyOf": "has to be one of the options offered",
        "const": "has to be ticked" if wanted is True else f"has to be {wanted}",
        "minimum": f"has to be at least {_number(wanted)}",
        "maximum": f"has to be at most {_number(wanted)}",
        "exclusiveMinimum": f"has to be more than {_number(wanted)}",
        "exclusiveMaximum": f"has to be less than {_number(wanted)}",
        "multipleOf": f"has to be a multiple of {_number(wanted)}",
        "minLength": f"has to have at least {wanted} {'character' if wanted == 1 else 'characters'}",
        "maxLength": f"has to have at most {wanted} {'character' if wanted == 1 else 'characters'}",
        "uniqueItems": "names the same thing twice",
        "format": f"has to be {_FORMATS.get(str(wanted), wanted)}",
    }
    return phrases.get(rule, "does not fit what the form asks for")


def _items(rule: Any, count: int) -> str:
    inner = rule.get("items", {}) if isinstance(rule, dict) else {}
    if inner.get("enum") or inner.get("oneOf"):
        return "of the options"
    kind = "file" if "x-file" in inner else "entry"
    return kind if count == 1 else {"file": "files", "entry": "entries"}[kind]


def _number(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _title(path: Path, schema: dict[str, Any]) -> str:
    """Name a field as its form does; a field in a list with the number of its entry."""
    rule: Any = schema
    name, entry = "the form", ""
    for part in path:
        if isinstance(part, int):
            entry = f" in entry {part + 1} of {name}"
            rule, name = rule.get("items", {}), f"entry {part + 1}"
            continue
        rule = rule.get("properties", {}).get(part, {})
        rule = rule if isinstance(rule, dict) else {}
        name = f"“{rule.get('title') or part}”"
    named = name[:1].upper() + name[1:]
    return named if named.startswith("Entry") else f"{named}{entry}"
