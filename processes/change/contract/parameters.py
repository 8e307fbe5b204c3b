"""The parameters of operations: read strictly, described for programs, and which of them name elements of a model."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any, ClassVar

from processes.change.contract.values import Blank
from processes.change.refusal import CannotChange
from processes.messages import _

_OF_EVERY_KIND = frozenset({"schema"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(ABC):
    """A named value of an operation; a kind of change may bring a subclass of its own.

    `asked_as` says how a page asks for it: line, lines, text, step, steps, ticks, field, place, way or flag. No
    sentence holds what `is_long`; of what `is_many` there are several values; what stands `in_parts` fills several
    places of a form.
    """

    asked_as: ClassVar[str] = "line"
    is_long: ClassVar[bool] = False
    is_many: ClassVar[bool] = False
    in_parts: ClassVar[bool] = False

    name: str
    about: str
    required: bool = True
    default: object = None
    blank: Blank | None = None

    @property
    def attribute(self) -> str:
        """The field of the kind's class that holds it: its name, unless Python or every kind uses that word itself."""
        return f"{self.name}_" if iskeyword(self.name) or self.name in _OF_EVERY_KIND else self.name

    def read(self, kind: str, data: Mapping[str, object]) -> object:
        """The value that a program sent; raises `CannotChange` UNKNOWN_OPERATION at this field where it is none."""
        if self.name not in data and not self.required:
            return self.default
        return self.value(kind, data.get(self.name))

    def typed(self, text: str) -> object:
        """What a program would send for what a person typed."""
        return text

    @abstractmethod
    def value(self, kind: str, sent: object) -> object:
        """What was sent as a value of this parameter; raises `CannotChange` where it is none."""

    def write(self, value: object) -> object:
        """A value as programs read it."""
        return value

    def from_form(self, text: str) -> object:
        """What people typed or chose as programs write it; None where it is nothing, or no value at all."""
        return text or None

    def in_form(self, value: object) -> str:
        """A value as programs write it, as it stands in a field of a form: `from_form` gives it again."""
        return str(value)

    def from_several(self, texts: tuple[str, ...]) -> object:
        """As `from_form`, where a form asks for it in several places: ticks, or parts of it."""
        return list(texts)

    def in_several(self, value: object) -> tuple[str, ...]:
        """As `in_form`, for several places."""
        return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)

    def elements(self, value: object) -> tuple[str, ...]:
        """The ids of elements that a value names."""
        return ()

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """The JSON schema of the values."""

    def unknown(self, words: str) -> CannotChange:
        """The refusal of what was sent."""
        return CannotChange("UNKNOWN_OPERATION", words, field=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Parameter):
    """The id of a step, event or gateway."""

    asked_as: ClassVar[str] = "step"

    name: str = "step"
    about: str = "the id of the step"

    def value(self, kind: str, sent: object) -> object:
        """An id; whether there is such a step is known only with a model."""
        if not isinstance(sent, str) or not sent:
            raise self.unknown(_(
                "Expected the id of a step to {kind}, but got {sent}. Name it in the field {field}.",
                kind=kind, sent=repr(sent), field=repr(self.name),
            ))  # fmt: skip
        return sent

    def elements(self, value: object) -> tuple[str, ...]:
        """The step."""
        return (str(value),)

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "minLength": 1, "description": self.about}


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps(Parameter):
    """The ids of several steps, in their order and each once."""

    asked_as: ClassVar[str] = "steps"
    is_many: ClassVar[bool] = True

    name: str = "steps"
    about: str = "the ids of the steps, first to last"
    least: int = 1
    most: int = 100

    def value(self, kind: str, sent: object) -> object:
        """Ids, as many as there have to be."""
        if not isinstance(sent, list | tuple) or not all(isinstance(one, str) and one for one in sent):
            raise self.unknown(_(
                "Expected the ids of steps to {kind}, but got {sent}. List them in the field {field}.",
                kind=kind, sent=repr(sent), field=repr(self.name),
            ))  # fmt: skip
        if not self.least <= len(sent) <= self.most or len(set(sent)) < len(sent):
            between = _("{least} to {most}", least=self.least, most=self.most)
            raise self.unknown(_(
                "Expected {number} steps in {field}, each of them once, but got {sent}. "
                "List each step that it is about.",
                number=self.least if self.least == self.most else between, field=repr(self.name), sent=len(sent),
            ))  # fmt: skip
        return tuple(sent)

    def write(self, value: object) -> object:
        """A list."""
        return list(value) if isinstance(value, tuple) else value

    def from_form(self, text: str) -> object:
        """A list that was chosen as a whole."""
        return read_json(text, list)

    def in_form(self, value: object) -> str:
        """The list as JSON."""
        return json.dumps(value, ensure_ascii=False)

    def elements(self, value: object) -> tuple[str, ...]:
        """The steps."""
        return value if isinstance(value, tuple) else ()

    def schema(self) -> dict[str, Any]:
        """A list of strings."""
        items = {"type": "string", "minLength": 1}
        return {
            "type": "array", "items": items, "minItems": self.least, "maxItems": self.most, "uniqueItems": True,
            "description": self.about,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Parameter):
    """Yes or no."""

    asked_as: ClassVar[str] = "flag"

    required: bool = False
    default: object = False

    def value(self, kind: str, sent: object) -> object:
        """True or false."""
        if not isinstance(sent, bool):
            raise self.unknown(_(
                "Expected '{field}' to be true or false, but got {sent}.", field=self.name, sent=repr(sent)
            ))  # fmt: skip
        return sent

    def from_form(self, text: str) -> object:
        """Whether it was ticked."""
        return bool(text)

    def in_form(self, value: object) -> str:
        """A tick."""
        return "1" if value else ""

    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean", "default": self.default, "description": self.about}


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent(Flag):
    """Whether side effects are agreed to, which a way out of a refusal asks; `{step}` in the words is the step."""


def read_json(text: str, kind: type[Any]) -> Any:
    """A value of this type from JSON; None where it is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, kind) else None
