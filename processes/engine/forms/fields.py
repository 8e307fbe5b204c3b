"""Form fields as other tools write them into the model: Camunda's and SpiffWorkflow's dialects, read by local name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from processes.engine.normalise.context import Element

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
BOUNDS = {
    "min": ("minimum", float),
    "max": ("maximum", float),
    "minlength": ("minLength", int),
    "maxlength": ("maxLength", int),
}


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
        local = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if local in ("formField", "formProperty") and element.get("id"):
            one = _field(element)
            found.setdefault(one.name, one)
    return list(found.values())


def _field(element: Element) -> Field:
    kind = (element.get("type") or "string").lower()
    schema = dict(TYPES.get(kind, {"type": "string"}))
    schema["title"] = element.get("label") or element.get("name") or element.get("id") or ""
    required = element.get("required") == "true"
    values: dict[str, str] = {}
    for child in element.iter():
        local = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        name = child.get("id") or child.get("name") or ""
        if local in ("value", "option") and name:
            values[name] = child.get("name") or name
        elif local == "constraint":
            required = _constrain(schema, name, child.get("config")) or required
    if values:
        schema["enum"] = list(values)
        schema["x-labels"] = values
    if element.get("readable") == "true" and element.get("writable") == "false":
        schema["readOnly"] = True
    return Field(element.get("id", ""), schema, required, _default(element, schema))


def _constrain(schema: dict[str, Any], name: str, config: str | None) -> bool:
    """Apply a constraint to a schema; True if it says that the field is required."""
    if name == "required":
        return config != "false"
    if name == "readonly":
        schema["readOnly"] = True
    elif name in BOUNDS and config:
        key, number = BOUNDS[name]
        try:
            schema[key] = number(config)
        except ValueError:
            return False
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
    except ValueError:
        return None
    if kind == "boolean":
        return text.lower() == "true"
    return text if "enum" not in schema or text in schema["enum"] else None
