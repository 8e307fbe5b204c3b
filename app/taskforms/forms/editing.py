"""Adding and removing entries of a list without scripts: the page comes back with one more or one less."""

from __future__ import annotations

from typing import Any

from app.taskforms.forms.kinds import Rule, kind_of, properties

ADD, REMOVE, DROP = "_add", "_remove", "_drop"


def edited(schema: Rule, data: dict[str, Any], verb: str, place: str) -> str:
    """Change the data as a button of the form says, and give the id of the field to go on with."""
    parts = [part.replace("~1", ".").replace("~0", "~") for part in place.split(".")]
    if verb == ADD:
        rows = _list(schema, data, parts)
        if rows is None:
            return ""
        rows.append({})
        return f"f-{place}.{len(rows) - 1}"
    if parts[-1].isdecimal():
        rows = _list(schema, data, parts[:-1])
        if rows is not None and int(parts[-1]) < len(rows):
            del rows[int(parts[-1])]
        return f"f-{place.rpartition('.')[0]}"
    holder = _follow(schema, data, parts[:-1])
    if isinstance(holder, dict):
        holder.pop(parts[-1], None)
    return f"f-{place}"


def _list(schema: Rule, data: dict[str, Any], parts: list[str]) -> list[Any] | None:
    """The list at a place of the data, made where the form has one there and the data not yet."""
    holder = _follow(schema, data, parts[:-1], make=True)
    rule = _rule(schema, parts)
    if not isinstance(holder, dict) or rule is None or kind_of(rule) not in ("rows", "files"):
        return None
    found = holder.setdefault(parts[-1], [])
    return found if isinstance(found, list) else None


def _rule(schema: Rule, parts: list[str]) -> Rule | None:
    rule: Rule | None = schema
    for part in parts:
        if rule is None:
            return None
        rule = rule.get("items") if part.isdecimal() and "items" in rule else properties(rule).get(part)
    return rule


def _follow(schema: Rule, data: Any, parts: list[str], make: bool = False) -> Any:
    for part in parts:
        if isinstance(data, list):
            data = data[int(part)] if part.isdecimal() and int(part) < len(data) else None
        elif isinstance(data, dict):
            data = data.setdefault(part, {}) if make else data.get(part)
    return data
