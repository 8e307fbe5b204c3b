"""What a person typed into a task's form, as the data its JSON Schema describes."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict


def read_form(schema: dict[str, Any], typed: MultiDict[str, str]) -> dict[str, Any]:
    """Give the data; a value that is not of its type is kept as typed, so that the check can name it."""
    data = {}
    for name, rule in schema.get("properties", {}).items():
        value = _read(rule, typed.getlist(name))
        if value is not None:
            data[name] = value
    return data


def _read(rule: dict[str, Any], values: list[str]) -> Any:
    kind = rule.get("type")
    kind = next((k for k in kind if k != "null"), None) if isinstance(kind, list) else kind
    if kind == "boolean":
        return bool(values) and values[-1].lower() in ("1", "true", "on", "yes")
    if kind == "array":
        return [_one(rule.get("items", {}), value) for value in values if value != ""]
    text = values[-1] if values else ""
    return None if text.strip() == "" else _one(rule, text)


def _one(rule: dict[str, Any], text: str) -> Any:
    kind = rule.get("type")
    kind = next((k for k in kind if k != "null"), None) if isinstance(kind, list) else kind
    try:
        if kind == "integer":
            return int(text.strip())
        if kind == "number":
            return float(text.strip().replace(",", "."))
    except ValueError:
        return text
    for option in rule.get("enum", []):
        if not isinstance(option, str) and str(option) == text:
            return option
    return text if rule.get("format") is None else text.strip()
