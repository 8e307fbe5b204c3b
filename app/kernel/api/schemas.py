"""What the JSON of all features has in common: strict requests, answers, moments, pages of lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any, ClassVar

from marshmallow import INCLUDE, RAISE, Schema, fields, validate

BINARY = {"type": "string", "format": "binary"}
TEXT = {"type": "string"}
COUNTED = validate.Range(-(10**6), 10**6)
"""What numbers of people, days and the like stay within, so that every database stores them."""


class Strict(Schema):
    """What is sent: fields that nobody expects are refused."""

    class Meta:
        """Unknown fields are errors."""

        unknown = RAISE


class PageQuery(Strict):
    """Which part of a list to give."""

    cursor = fields.String(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class Answer(Schema):
    """What a call gives: all fields are always there, but those named in `sometimes`."""

    sometimes: ClassVar[frozenset[str]] = frozenset()

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        """Write what a feature says in a dict: values as they are, but for moments and what is said inside."""
        if self.many if many is None else many:
            return [self.dump(one, many=False) for one in obj]
        if type(obj) is not dict:
            return super().dump(obj, many=False)
        return {name: write(obj[name]) if write else obj[name] for name, write in self._writers if name in obj}

    @cached_property
    def _writers(self) -> list[tuple[str, Callable[[Any], Any] | None]]:
        return [(name, _writer(field)) for name, field in self.dump_fields.items()]

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Say in the description which fields are always there."""
        field_obj.required = field_name not in self.sometimes


class Mapping(Answer):
    """An answer whose fields have the names of things, so that none of them can be listed."""

    class Meta:
        """Whatever stands there is given."""

        unknown = INCLUDE

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        """Give the mapping as it is."""
        return obj


class Moment(fields.AwareDateTime):
    """A moment in an answer: ISO 8601 in UTC, written with Z."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return iso(value)


def _writer(field: fields.Field[Any]) -> Callable[[Any], Any] | None:
    """Give what writes the values of a field; None where they are written as they are."""
    if isinstance(field, Moment):
        return iso
    if isinstance(field, fields.Nested):
        return lambda value: None if value is None else field.schema.dump(value)
    if isinstance(field, fields.List) and (inner := _writer(field.inner)) is not None:
        return lambda values: None if values is None else [inner(value) for value in values]
    return None


def iso(moment: datetime | None) -> str | None:
    """Write a moment as ISO 8601 in UTC with Z; None stays None."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def text() -> fields.String:
    """Give a field for a text that may be missing (null)."""
    return fields.String(allow_none=True)


def moment() -> Moment:
    """Give a field for a moment that may be missing (null)."""
    return Moment(allow_none=True)


def many(one: type[Schema]) -> fields.List[Any]:
    """Give a field for a list of things of one schema."""
    return fields.List(fields.Nested(one))


@cache
def page_of(one: type[Schema]) -> type[Schema]:
    """Give the schema of one page of a list: its items, and the cursor of the next page or null (`Page.map`)."""
    name = one.__name__.removesuffix("Schema")
    members: dict[str, Any] = {
        "__doc__": f"A page of a list of {name}.",
        "__module__": one.__module__,
        "items": many(one),
        "next": text(),
    }
    return type(f"{name}PageSchema", (Answer,), members)
