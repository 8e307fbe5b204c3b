"""A form that stands in the model itself: JSON Schema, kept to what can be checked quickly and without the network."""

from __future__ import annotations

import json
from typing import Any

PLAIN = frozenset(
    ("type", "title", "description", "enum", "const", "default", "examples", "format", "readOnly", "minimum",
     "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems",
     "maxItems", "required")
)  # fmt: skip
FORMATS = frozenset(("date", "date-time", "time", "email", "uri"))
DEEPEST = 6
LONGEST = 50_000


def own_form(text: str) -> dict[str, Any] | None:
    """The schema that a text holds, without references, patterns and what else is not needed; None if it is none."""
    if not text or len(text) > LONGEST:
        return None
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        return None
    return kept(schema)


def kept(schema: dict[str, Any], depth: int = 0) -> dict[str, Any]:
    """The keywords that forms may use; nested schemas down to a few levels."""
    found = {key: value for key, value in schema.items() if key in PLAIN or str(key).startswith("x-")}
    if found.get("format") not in FORMATS:
        found.pop("format", None)
    if depth >= DEEPEST:
        return found
    properties = schema.get("properties")
    if isinstance(properties, dict):
        inner = {str(name): kept(one, depth + 1) for name, one in properties.items() if isinstance(one, dict)}
        found["properties"] = inner
    if isinstance(schema.get("items"), dict):
        found["items"] = kept(schema["items"], depth + 1)
    for word in ("oneOf", "anyOf"):
        if isinstance(schema.get(word), list):
            found[word] = [kept(one, depth + 1) for one in schema[word] if isinstance(one, dict)]
    return found
