"""Options of a form that the case's own data gives: a list under a name, of texts or of values with labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SOURCE = "x-options-from"
MOST = 500


def with_options(rule: dict[str, Any], data: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """The rule with the options that the data holds now; where it holds none, any text may be entered."""
    made = dict(rule)
    if SOURCE in made and not made.get("enum"):
        made.update(_options(data.get(str(made[SOURCE]))))
    if depth > 6:
        return made
    if isinstance(made.get("properties"), dict):
        made["properties"] = {name: with_options(one, data, depth + 1) for name, one in made["properties"].items()}
    if isinstance(made.get("items"), dict):
        made["items"] = with_options(made["items"], data, depth + 1)
    return made


def _options(given: Any) -> dict[str, Any]:
    values: list[Any] = []
    labels: dict[str, str] = {}
    for one in given[:MOST] if isinstance(given, list) else []:
        value = one.get("value", one.get("const")) if isinstance(one, dict) else one
        if not isinstance(value, str | int | float) or value in values:
            continue
        words = one.get("label", one.get("title")) if isinstance(one, dict) else None
        values.append(value)
        labels[str(value)] = str(words or value)
    if not values:
        return {}
    kinds = {"type": "string"} if all(isinstance(value, str) for value in values) else {}
    return {**kinds, "enum": values, "x-labels": labels}
