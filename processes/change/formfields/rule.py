"""A field of a form: what it is called and what may stand in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
# What says which values a field takes, all of it together; what else stands there, such as bounds, is of one kind only.
KIND = ("type", "format", "enum", "x-labels", "x-multiline")
OF_A_KIND = frozenset({
    *KIND, "enumNames", "oneOf", "anyOf", "items", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf", "minLength", "maxLength", "pattern", "default", "x-options-from", "x-widget", "$ref",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormField:
    """A field that a form asks for, by its name; `rule` is its JSON Schema as the product's forms write it."""

    name: str
    rule: Mapping[str, Any] = field(default_factory=dict)
    required: bool = False

    @property
    def title(self) -> str:
        """What people read at it."""
        return str(self.rule.get("title") or self.name)

    @property
    def kind(self) -> Json:
        """Which values it takes."""
        return {key: self.rule[key] for key in KIND if key in self.rule and self.rule[key] is not None}


class Source(ABC):
    """A form where it is said, which may be changed; `key` is what it is known by: a step, or what several share."""

    key: str

    @abstractmethod
    def fields(self) -> list[FormField]:
        """The fields in their order."""

    @abstractmethod
    def drop(self, name: str) -> None:
        """Take a field out."""

    @abstractmethod
    def add(self, new: FormField, before: str = "") -> None:
        """Put a field in, in front of another one, else behind all."""

    @abstractmethod
    def edit(self, name: str, rule: Mapping[str, Any], required: bool | None) -> None:
        """Let a field be what a rule says, and filled in or not; what the rule does not say stays."""

    @abstractmethod
    def content(self) -> object:
        """The whole form, to be compared with another one."""

    @abstractmethod
    def settle(self) -> None:
        """Write it back to where it is said."""

    def field(self, name: str) -> FormField | None:
        """The field of a name."""
        return next((one for one in self.fields() if one.name == name), None)


def of_another_kind(rule: Mapping[str, Any]) -> bool:
    """Whether a rule says which values a field takes."""
    return any(key in rule for key in KIND)
