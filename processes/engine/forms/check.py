"""Check what people filled in, and say in their words what is amiss."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import orjson
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError

from processes.engine.errors import InvalidForm
from processes.engine.forms.formats import CHECKER
from processes.engine.forms.patterns import fits
from processes.engine.forms.words import dotted, words

LARGEST = 1_000_000


def _pattern(_: Any, pattern: str, text: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(text, str) and not fits(pattern, text):
        yield ValidationError("does not fit the pattern")


def _multiple(_: Any, step: Any, number: Any, __: Any) -> Iterator[ValidationError]:
    """As people count: 0.3 is a multiple of 0.1."""
    if isinstance(number, bool) or not isinstance(number, int | float):
        return
    parts = number / step
    if abs(parts - round(parts)) > 1e-6:
        yield ValidationError("is no multiple")


Checked: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": _pattern, "multipleOf": _multiple}
)


@lru_cache(maxsize=2048)
def _validator(schema: bytes) -> Any:
    return Checked(orjson.loads(schema), format_checker=CHECKER)


def check(schema: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """The data as it will be kept, without what is only shown; InvalidForm, field by field, if it does not fit."""
    try:
        size = len(orjson.dumps(data))
    except TypeError as error:
        raise InvalidForm({"": "Expected plain values, but some cannot be stored."}) from error
    if size > LARGEST:
        raise InvalidForm({"": f"Expected at most {LARGEST:,} bytes, but these are {size:,}."})
    shown = [n for n, rule in schema.get("properties", {}).items() if n in data and rule.get("readOnly")]
    if shown:
        data = {name: value for name, value in data.items() if name not in shown}
    errors: dict[str, str] = {}
    for amiss in _validator(orjson.dumps(schema)).iter_errors(data):
        for path in _fields(amiss):
            errors.setdefault(dotted(path), words(amiss, path, schema))
    if errors:
        raise InvalidForm(errors)
    return data


def prefill(schema: dict[str, Any], defaults: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """The values a form begins with: what the instance knows already, else the defaults."""
    names = schema.get("properties", {})
    return {name: data.get(name, defaults.get(name)) for name in names if name in data or name in defaults}


def shown_defaults(schema: dict[str, Any], defaults: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """The defaults of fields that are only shown and that nothing has given a value yet: completing keeps them."""
    if not defaults:
        return {}
    rules = schema.get("properties", {})
    return {n: v for n, v in defaults.items() if n not in known and rules.get(n, {}).get("readOnly")}


def _fields(error: ValidationError) -> list[list[str | int]]:
    """The fields that an error is about: where something is needed, all that are missing."""
    path = list(error.absolute_path)
    if error.validator != "required":
        return [path]
    needed: Any = error.validator_value
    given: Any = error.instance
    return [[*path, name] for name in needed if name not in given] or [path]
