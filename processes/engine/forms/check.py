"""Check what people filled in, and say in their words what is amiss."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from processes.engine.errors import InvalidForm

LARGEST = 1_000_000
_TYPES = {
    "integer": "a whole number",
    "number": "a number",
    "boolean": "yes or no",
    "string": "text",
    "array": "a list",
}


@lru_cache(maxsize=2048)
def _validator(schema: bytes) -> Draft202012Validator:
    return Draft202012Validator(orjson.loads(schema), format_checker=FormatChecker())


def check(schema: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """The data as it will be kept; InvalidForm, field by field, if it does not fit the form."""
    try:
        size = len(orjson.dumps(data))
    except TypeError as error:
        raise InvalidForm({"": "Expected plain values, but some cannot be stored."}) from error
    if size > LARGEST:
        raise InvalidForm({"": f"Expected at most {LARGEST:,} bytes, but these are {size:,}."})
    errors: dict[str, str] = {}
    for amiss in _validator(orjson.dumps(schema)).iter_errors(data):
        errors.setdefault(_field(amiss), _words(amiss, schema))
    if errors:
        raise InvalidForm(errors)
    return data


def prefill(schema: dict[str, Any], defaults: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """The values a form begins with: what the instance knows already, else the defaults."""
    names = schema.get("properties", {})
    return {name: data.get(name, defaults.get(name)) for name in names if name in data or name in defaults}


def _field(error: ValidationError) -> str:
    if error.validator == "required":
        needed: Any = error.validator_value
        given: Any = error.instance
        missing = [name for name in needed if name not in given]
        return str(missing[0]) if missing else ""
    return str(error.absolute_path[0]) if error.absolute_path else ""


def _words(error: ValidationError, schema: dict[str, Any]) -> str:
    name = _field(error)
    title = schema.get("properties", {}).get(name, {}).get("title") or name or "the form"
    wanted = error.validator_value
    rule = str(error.validator)
    phrases = {
        "required": "is needed, but missing",
        "enum": "has to be one of the options offered",
        "type": f"has to be {_TYPES.get(str(wanted), wanted)}",
        "minimum": f"has to be at least {wanted}",
        "maximum": f"has to be at most {wanted}",
        "minLength": f"has to have at least {wanted} characters",
        "maxLength": f"has to have at most {wanted} characters",
        "minItems": f"needs at least {wanted} of the options",
        "format": f"has to be a {wanted}",
    }
    return f"“{title}” {phrases.get(rule, 'does not fit what the form asks for')}."
