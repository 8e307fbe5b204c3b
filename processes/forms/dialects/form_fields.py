"""Form fields as other tools write them into the model: Camunda's and its kin's dialects, read by local name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from processes.model.elements import Element

TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "long": {"type": "integer"},
    "integer": {"type": "integer"},
    "int": {"type": "integer"},
    "double": {"type": "number"},
    "float": {"type": "number"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "enum": {"type": "string"},
}
BOUNDS = {"min": "minimum", "max": "maximum", "minlength": "minLength", "maxlength": "maxLength"}
HINTS = {"placeholder": "x-placeholder", "width": "x-width", "hint": "description", "help": "description"}
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    schema: dict[str, Any]
    required: bool = False
    default: Any = None


def read(node: Element) -> list[Field]:
    """The fields that a step's extensions describe, in order; none where there are none."""
    found: dict[str, Field] = {}
    for element in node.iter():
        if _local(element) in ("formField", "formProperty") and element.get("id"):
            one = _field(element)
            found.setdefault(one.name, one)
    return list(found.values())


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _field(element: Element) -> Field:
    kind = (element.get("type") or "string").lower()
    schema = dict(TYPES.get(kind, {"type": "string"}))
    schema["title"] = element.get("label") or element.get("name") or element.get("id") or ""
    required = element.get("required") == "true"
    values: dict[str, str] = {}
    for child in element.iter():
        local, name = _local(child), child.get("id") or child.get("name") or ""
        if local in ("value", "option") and name:
            values[name] = child.get("name") or name
        elif local == "constraint":
            required = _constrain(schema, name, child.get("config")) or required
        elif local == "property" and name.lower() in HINTS and child.get("value"):
            schema[HINTS[name.lower()]] = child.get("value")
    if values:
        schema["enum"] = list(values)
        schema["x-labels"] = values
    if element.get("readable") == "true" and element.get("writable") == "false":
        schema["readOnly"] = True
    required = required and not schema.get("readOnly")
    return Field(element.get("id", ""), schema, required, _default(element, schema))


def _constrain(schema: dict[str, Any], name: str, config: str | None) -> bool:
    """Apply a constraint to a schema; True if it says that the field is required."""
    if name == "required":
        return config != "false"
    if name == "readonly":
        schema["readOnly"] = config != "false"
    elif name in BOUNDS and config:
        try:
            bound = float(config)
        except ValueError:
            return False
        if bound - bound == 0:
            bound = max(0, int(bound)) if "length" in name else bound
            schema[BOUNDS[name]] = int(bound) if bound == int(bound) else bound
    return False


def _default(element: Element, schema: dict[str, Any]) -> Any:
    text = element.get("defaultValue") or element.get("default")
    if text is None or text.startswith(("${", "#{")):
        return None
    kind = schema["type"]
    try:
        if kind == "integer":
            return int(text)
        if kind == "number":
            return float(text)
        if schema.get("format") == "date":
            return _day(text)
    except ValueError:
        return None
    if kind == "boolean":
        return text.lower() == "true"
    return text if "enum" not in schema or text in schema["enum"] else None


def _day(text: str) -> str:
    """A day as 2026-11-23, from that or from the day-first way in which these forms write it; raises ValueError."""
    found = _DAY_FIRST.fullmatch(text.strip())
    day = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text.strip()[:10])
    return day.isoformat()
