"""A form that stands in the model itself: JSON Schema, kept to what can be checked quickly and without the network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from processes.forms.patterns import compiled

PLAIN = frozenset(
    ("type", "title", "description", "enum", "const", "default", "examples", "format", "readOnly", "minimum",
     "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems",
     "maxItems", "uniqueItems", "required")
)  # fmt: skip
SHAPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("title", "description", "format", "x-group", "x-widget", "x-width", "x-placeholder"), (str,)),
    **dict.fromkeys(("x-options-from", "x-pattern-words"), (str,)),
    **dict.fromkeys(("x-rows", "x-lines"), (int,)),
    **dict.fromkeys(("x-before", "x-after", "enum", "required"), (list,)),
    **dict.fromkeys(("readOnly", "x-multiline", "x-fixed"), (bool,)),
    "x-labels": (dict, list),
}
FORMATS = frozenset(("date", "date-time", "time", "email", "uri"))
FILES = ("file", "data-url", "binary")
DEEPEST = 6
LONGEST = 50_000
REFERENCE: dict[str, Any] = {
    "id": {"type": "string", "maxLength": 40},
    "name": {"type": "string", "maxLength": 200},
    "size": {"type": "integer", "minimum": 0},
    "type": {"type": "string", "maxLength": 100},
}

Json = dict[str, Any]


def own_form(text: str, longest: int = LONGEST) -> Json | None:
    """The schema that a text holds, kept to what forms may use; None if it is none."""
    if not text or len(text) > longest:
        return None
    try:
        schema = orjson.loads(text)
    except ValueError:
        return None
    return object_form(schema)


def object_form(schema: Any) -> Json | None:
    """As `own_form`, for JSON that is read already."""
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        return None
    defs = {**_dict(schema.get("definitions")), **_dict(schema.get("$defs"))}
    return allowed_keywords(schema, defs)


def allowed_keywords(schema: Json, defs: Json | None = None, depth: int = 0) -> Json:
    """The keywords that forms may use; nested schemas down to a few levels, references into the form itself put in."""
    defs = defs or {}
    schema = _with_reference(schema, defs, depth)
    known = {key: value for key, value in schema.items() if key in PLAIN or str(key).startswith("x-")}
    found = {key: value for key, value in known.items() if type(value) in SHAPES.get(key, (type(value),))}
    if _is_file(schema):
        return _file(found)
    found.pop("x-file", None)
    if found.get("format") not in FORMATS:
        found.pop("format", None)
    if isinstance(schema.get("pattern"), str) and compiled(schema["pattern"]) is not None:
        found["pattern"] = schema["pattern"]
    _label(found, schema)
    if depth < DEEPEST:
        _inner(found, schema, defs, depth + 1)
    return found


def _inner(found: Json, schema: Json, defs: Json, depth: int) -> None:
    properties = schema.get("properties")
    if isinstance(properties, dict):
        inner = {
            str(name): allowed_keywords(one, defs, depth) for name, one in properties.items() if isinstance(one, dict)
        }
        found["properties"] = inner
        fixed = [name for name, one in inner.items() if one.get("readOnly")]
        if fixed and isinstance(found.get("required"), list):
            found["required"] = [name for name in found["required"] if name not in fixed]
    if isinstance(schema.get("items"), dict):
        found["items"] = allowed_keywords(schema["items"], defs, depth)
    for word in ("oneOf", "anyOf"):
        if isinstance(schema.get(word), list):
            options = [allowed_keywords(one, defs, depth) for one in schema[word] if isinstance(one, dict)]
            source = next((one for one in schema[word] if isinstance(one, str)), "")
            if source.startswith("options_from_task_data_var:"):
                found["x-options-from"] = source.partition(":")[2]
            if options:
                found[word] = options


def _with_reference(schema: Json, defs: Json, depth: int) -> Json:
    """The schema with what it refers to inside the same form; other references are left out."""
    for _ in range(DEEPEST):
        head, _, name = str(schema.get("$ref", "")).rpartition("/")
        target = defs.get(name) if head in ("#/$defs", "#/definitions") else None
        if not isinstance(target, dict) or depth >= DEEPEST:
            break
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    return schema


def _label(found: Json, schema: Json) -> None:
    """Labels of options as `x-labels` {value: words}, also where they come as a list beside `enum`."""
    names = schema.get("enumNames") or schema.get("x-labels")
    if isinstance(names, list) and isinstance(schema.get("enum"), list):
        found["x-labels"] = {str(value): str(words) for value, words in zip(schema["enum"], names, strict=False)}
    elif "x-labels" in found and not isinstance(found["x-labels"], dict):
        del found["x-labels"]


def _is_file(schema: Json) -> bool:
    given = schema.get("format")
    return (isinstance(given, str) and given in FILES) or schema.get("x-file") not in (None, False)


def _file(found: Json) -> Json:
    about = found.get("x-file")
    rest = {key: found[key] for key in found if key in ("title", "description") or str(key).startswith("x-")}
    return {**rest, "type": "object", "properties": REFERENCE, "required": ["id"], "x-file": _dict(about)}


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def walk(schema: Json) -> Iterator[Json]:
    """The schema and all schemas of fields in it."""
    yield schema
    for one in _dict(schema.get("properties")).values():
        if isinstance(one, dict):
            yield from walk(one)
    if isinstance(schema.get("items"), dict):
        yield from walk(schema["items"])


def valid(schema: dict[str, Any]) -> bool:
    """Whether this is JSON Schema at all."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError:
        return False
    return True
