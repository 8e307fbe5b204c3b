"""Check what people filled in, and say in their words what is amiss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import orjson
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError

from processes.errors import InvalidForm
from processes.forms.formats import CHECKER
from processes.forms.messages import dotted, words
from processes.forms.patterns import fits
from processes.messages import _

LARGEST_BYTES = 1_000_000
MOST_SAID = 200
MOST_ITEMS = 10_000
PLAIN_OPTION = {"const", "title"}


def _pattern(_validator: Any, pattern: str, text: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(text, str) and not fits(pattern, text):
        yield ValidationError("does not fit the pattern")


def _multiple(_validator: Any, step: Any, number: Any, _schema: Any) -> Iterator[ValidationError]:
    """As people count: 0.3 is a multiple of 0.1."""
    if isinstance(number, bool) or not isinstance(number, int | float):
        return
    try:
        parts = number / step
        is_multiple = abs(parts - round(parts)) <= 1e-6
    except (OverflowError, ZeroDivisionError):
        is_multiple = False
    if not is_multiple:
        yield ValidationError("is no multiple")


def _unique(_validator: Any, wanted: Any, items: Any, _schema: Any) -> Iterator[ValidationError]:
    """Compared by what is written, each once, so that long lists of odd values take no longer than others."""
    if wanted and isinstance(items, list):
        seen = {orjson.dumps(_plain(item), option=orjson.OPT_SORT_KEYS) for item in items}
        if len(seen) < len(items):
            yield ValidationError("has non-unique elements")


def _items(validator: Any, rule: Any, items: Any, _schema: Any) -> Iterator[ValidationError]:
    """Each plain value once, however often it stands in the list."""
    if not isinstance(items, list):
        return
    if len(items) > MOST_ITEMS:
        yield ValidationError("is too long", validator="maxItems", validator_value=MOST_ITEMS)
        return
    fine: set[tuple[type, Any]] = set()
    for index, item in enumerate(items):
        plain = (type(item), item) if isinstance(item, str | int | float) else None
        if plain is None or plain not in fine:
            errors = list(validator.descend(item, rule, path=index))
            yield from errors
            if plain is not None and not errors:
                fine.add(plain)


def _one_of(validator: Any, options: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    """Options that are plain values are looked up, not tried one by one."""
    if not isinstance(value, str) or any(not option.keys() <= PLAIN_OPTION for option in options):
        yield from Draft202012Validator.VALIDATORS["oneOf"](validator, options, value, schema)
    elif sum(option.get("const", value) == value for option in options) != 1:
        yield ValidationError("is none of the options")


def _plain(value: Any) -> Any:
    """Equal numbers written equally: 1 and 1.0 are the same."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


Checked: Any = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"pattern": _pattern, "multipleOf": _multiple, "uniqueItems": _unique, "items": _items, "oneOf": _one_of},
)


@lru_cache(maxsize=2048)
def _checker(schema: bytes) -> Any:
    return Checked(orjson.loads(schema), format_checker=CHECKER)


def check(schema: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """The data as it will be kept, without what is only shown; InvalidForm, field by field, if it does not fit."""
    try:
        size = len(orjson.dumps(data))
    except TypeError as error:
        raise InvalidForm({"": _("Some of this cannot be kept.")}) from error
    if size > LARGEST_BYTES:
        too_many = _("This has {size} bytes, and there is room for {most}.", most=LARGEST_BYTES, size=size)
        raise InvalidForm({"": too_many})
    shown = [n for n, rule in schema.get("properties", {}).items() if n in data and rule.get("readOnly")]
    if shown:
        data = {name: value for name, value in data.items() if name not in shown}
    errors: dict[str, str] = {}
    for amiss in _checker(orjson.dumps(schema)).iter_errors(data):
        for path in _fields(amiss):
            name = dotted(path)
            if name not in errors:
                errors[name] = words(amiss, path, schema)
        if len(errors) >= MOST_SAID:
            break
    if errors:
        raise InvalidForm(errors)
    return data


def prefill(schema: dict[str, Any], defaults: dict[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The values a form begins with: what the instance knows already, else the defaults."""
    names = schema.get("properties", {})
    return {name: data.get(name, defaults.get(name)) for name in names if name in data or name in defaults}


def shown_defaults(schema: dict[str, Any], defaults: dict[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
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
