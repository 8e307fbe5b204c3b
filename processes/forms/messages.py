"""What is amiss in a form, in the words of people, and at which field."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from jsonschema.exceptions import ValidationError

from processes.messages import _, capital, joined, ngettext, pgettext

LENGTH_OF_TIME = _("has to be a length of time such as P3D (three days) or PT4H (four hours)")
_TYPES: dict[str, str] = {
    "integer": _("a whole number"),
    "number": _("a number"),
    "boolean": _("yes or no"),
    "string": pgettext("kind of value", "text"),
    "array": _("a list"),
    "object": _("a group of fields"),
}
_FORMATS: dict[str, str] = {
    "date": _("a date, like 2026-11-23"),
    "date-time": _("a date and time with its zone, like 2026-11-23T10:30:00+01:00"),
    "time": _("a time of day, like 10:30"),
    "email": _("a mail address, like name@example.org"),
    "uri": _("a link, like https://example.org"),
}

Path = Sequence[str | int]


def dotted(path: Path) -> str:
    """Give a field's place as one name: `items.0.amount`; dots and tildes in names as ~1 and ~0."""
    return ".".join(str(part).replace("~", "~0").replace(".", "~1") for part in path)


def words(error: ValidationError, path: Path, schema: dict[str, Any]) -> str:
    """Say what is amiss at a field."""
    field = _title(path, schema)
    wanted: Any = error.validator_value
    rule = str(error.validator)
    about: Any = error.schema
    if rule == "type":
        kind = next((k for k in wanted if k != "null"), "") if isinstance(wanted, list) else str(wanted)
        return _("{field} has to be {kind}.", field=field, kind=_TYPES.get(kind, kind))
    if rule in ("minItems", "maxItems"):
        return _how_many(field, rule, about, _number(wanted))
    if rule == "pattern":
        hint = about.get("x-pattern-words") if isinstance(about, dict) else None
        if not isinstance(hint, str) or not hint:
            return _("{field} is not written as it has to be.", field=field)
        return joined("", (field, " ", LENGTH_OF_TIME if hint == LENGTH_OF_TIME else hint, "."))
    if rule == "format":
        return _("{field} has to be {kind}.", field=field, kind=_FORMATS.get(str(wanted), str(wanted)))
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        return _other(field, rule, wanted)
    return _bound(field, rule, _number(wanted)) or _other(field, rule, _typed(_number(wanted)))


def _bound(field: str, rule: str, bound: Any) -> str | None:
    """Say which number is the least or most."""
    number = _typed(bound)
    if rule == "minimum":
        return _("{field} has to be at least {number}.", field=field, number=number)
    if rule == "maximum":
        return _("{field} has to be at most {number}.", field=field, number=number)
    if rule == "exclusiveMinimum":
        return _("{field} has to be more than {number}.", field=field, number=number)
    if rule == "exclusiveMaximum":
        return _("{field} has to be less than {number}.", field=field, number=number)
    if rule == "multipleOf":
        return _("{field} has to be a multiple of {number}.", field=field, number=number)
    if rule == "minLength":
        return ngettext(
            "{field} has to have at least {n} character.",
            "{field} has to have at least {n} characters.",
            bound,
            field=field,
        )
    if rule == "maxLength":
        return ngettext(
            "{field} has to have at most {n} character.",
            "{field} has to have at most {n} characters.",
            bound,
            field=field,
        )
    return None


def _other(field: str, rule: str, wanted: Any) -> str:
    if rule == "required":
        return _("{field} is needed, but missing.", field=field)
    if rule in ("enum", "oneOf", "anyOf"):
        return _("{field} has to be one of the options offered.", field=field)
    if rule == "const":
        if wanted is True:
            return _("{field} has to be ticked.", field=field)
        return _("{field} has to be {kind}.", field=field, kind=wanted if isinstance(wanted, str) else str(wanted))
    if rule == "uniqueItems":
        return _("{field} names the same thing twice.", field=field)
    return _("{field} does not fit what the form asks for.", field=field)


def _how_many(field: str, rule: str, about: Any, n: Any) -> str:
    inner = about.get("items", {}) if isinstance(about, dict) else {}
    least = rule == "minItems"
    if inner.get("enum") or inner.get("oneOf"):
        if least:
            return _("{field} needs at least {number} of the options.", field=field, number=n)
        return _("{field} takes at most {number} of the options.", field=field, number=n)
    if "x-file" in inner:
        if least:
            return ngettext("{field} needs at least {n} file.", "{field} needs at least {n} files.", n, field=field)
        return ngettext("{field} takes at most {n} file.", "{field} takes at most {n} files.", n, field=field)
    if least:
        return ngettext("{field} needs at least {n} entry.", "{field} needs at least {n} entries.", n, field=field)
    return ngettext("{field} takes at most {n} entry.", "{field} takes at most {n} entries.", n, field=field)


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _typed(bound: float) -> str:
    """Give a number as its field holds it, for who types it back: without signs between thousands."""
    whole, _sign, decimals = format(Decimal(str(bound)), "f").partition(".")
    return pgettext("number", "{whole}.{decimals}", whole=whole, decimals=decimals) if decimals else whole


def _title(path: Path, schema: dict[str, Any]) -> str:
    """Name a field as its form does; a field in a list with the number of its entry."""
    rule: Any = schema
    name: str = pgettext("subject", "the form")
    number, of = "", ""
    for part in path:
        if isinstance(part, int):
            number, of = str(part + 1), name
            rule, name = rule.get("items", {}), _("entry {number}", number=number)
            continue
        rule = rule.get("properties", {}).get(part, {})
        rule = rule if isinstance(rule, dict) else {}
        title = rule.get("title")
        name = _("“{name}”", name=title if isinstance(title, str) and title else part)
    if not number or isinstance(path[-1], int):
        return capital(name)
    return _("{field} in entry {number} of {list}", field=name, number=number, list=of)
