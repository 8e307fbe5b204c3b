"""What is said of a field: its name, what becomes of it, and its JSON Schema."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from processes.change.contract import Parameter
from processes.characters import one_line
from processes.messages import _

LONGEST_NAME, LONGEST_TITLE, MOST_CHOICES, MOST_NAMES = 120, 200, 200, 50
# What a page lets people choose from, by a word of its own.
PARTS: Mapping[str, Mapping[str, object]] = {
    "text": {"type": "string"}, "lines": {"type": "string", "x-multiline": True}, "number": {"type": "number"},
    "flag": {"type": "boolean"}, "date": {"type": "string", "format": "date"},
}  # fmt: skip
_NAME = re.compile(r"[^\s\"'<>&\\/\x00-\x1f]+")
TYPES = ("string", "number", "integer", "boolean")
WAYS = ("drop", "add", "edit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names(Parameter):
    """The name under which a form keeps what is filled in, or those of several fields."""

    asked_as: ClassVar[str] = "ticks"
    in_parts: ClassVar[bool] = True

    name: str = "field"
    about: str = "the name of the field in the form; to drop several, a list of names"
    required: bool = False
    default: object = ()

    def value(self, kind: str, sent: object) -> object:
        """One word, or several."""
        names = [sent] if isinstance(sent, str) else sent
        if not isinstance(names, list) or not 0 < len(names) <= MOST_NAMES or not all(map(_is_name, names)):
            raise self.unknown(_(
                "Expected the name of a field in {field}, but got {sent}. Name one without blanks and signs.",
                field=repr(self.name), sent=repr(sent)[:80],
            ))  # fmt: skip
        return tuple(dict.fromkeys(names))

    def write(self, value: object) -> object:
        """A name, or a list of them."""
        names = list(value) if isinstance(value, tuple) else []
        return names if len(names) > 1 else next(iter(names), None)

    def schema(self) -> dict[str, Any]:
        """A string, or a list of strings."""
        one = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}
        several = {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_NAMES}
        return {"anyOf": [one, several], "description": self.about}


@dataclass(frozen=True, slots=True, kw_only=True)
class Before(Parameter):
    """The field in front of which a new one stands."""

    name: str = "before"
    about: str = "the field in front of which a new one stands; without it, the new one is the last"
    required: bool = False
    default: object = ""

    def value(self, kind: str, sent: object) -> object:
        """A word."""
        return Names(name=self.name).value(kind, sent)[0]  # type: ignore[index]

    def write(self, value: object) -> object:
        """Nothing where none is named."""
        return value or None

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME, "description": self.about}


def _is_name(sent: object) -> bool:
    return isinstance(sent, str) and len(sent) <= LONGEST_NAME and _NAME.fullmatch(sent) is not None


def name_from(title: str) -> str:
    """A name for a new field that people know by its title."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60] or "field"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Parameter):
    """The JSON Schema of one field, kept as text: title, type, format, enum, x-labels, description, required."""

    asked_as: ClassVar[str] = "field"
    in_parts: ClassVar[bool] = True

    name: str = "schema"
    about: str = "the JSON Schema of the field; an edit leaves what it says nothing of"
    required: bool = False
    default: object = ""

    def typed(self, text: str) -> object:
        """JSON where some was typed."""
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text

    def value(self, kind: str, sent: object) -> object:
        """A schema that every dialect of forms can say."""
        if not isinstance(sent, dict) or not sent:
            raise self._wrong(sent)
        for key, one in sent.items():
            check = _CHECKS.get(key)
            if check is None or not check(one):
                raise self._wrong({key: one})
        if "enum" in sent and sent.get("type", "string") != "string":
            raise self._wrong({"type": sent["type"], "enum": sent["enum"]})
        kind_of = {"type": "string"} if {"enum", "format", "x-multiline"} & sent.keys() else {}
        said = {**kind_of, **sent}
        if "title" in said:
            said["title"] = one_line(said["title"])
        if "enum" in said and "x-labels" not in said:
            said["x-labels"] = {one: one for one in said["enum"]}
        return json.dumps(said, ensure_ascii=False, sort_keys=True)

    def from_several(self, texts: tuple[str, ...]) -> object:
        """What stands in the parts of a form: a title, a kind, choices line by line, whether it is needed."""
        title, kind, choices, needed = (*texts, *("",) * 4)[:4]
        said: dict[str, Any] = {"title": title} if title else {}
        lines = list(dict.fromkeys(line.strip() for line in choices.splitlines() if line.strip()))
        if kind == "choice":
            said |= {"type": "string", "enum": lines} if lines else {}
        elif kind:
            said |= PARTS.get(kind, {"type": "string"})
        if needed:
            said["required"] = needed == "must"
        return said or None

    def in_several(self, value: object) -> tuple[str, ...]:
        """The parts of what programs wrote."""
        said: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
        plain = {key: said[key] for key in ("type", "format", "x-multiline") if key in said}
        kind = "choice" if "enum" in said else next((name for name, one in PARTS.items() if one == plain), "")
        labels = said.get("x-labels", {})
        choices = "\n".join(str(labels.get(one, one)) for one in said.get("enum", ()))
        needed = {True: "must", False: "may"}.get(said.get("required"), "")  # type: ignore[arg-type]
        return str(said.get("title", "")), kind, choices, needed

    def _wrong(self, sent: object) -> Exception:
        return self.unknown(_(
            "Expected a field's title, type ({types}), date format, choices (enum), description or whether it is "
            "required in {field}, but got {sent}. Say it so that every form can.",
            types=", ".join(TYPES), field=repr(self.name), sent=repr(sent)[:120],
        ))  # fmt: skip

    def write(self, value: object) -> object:
        """JSON; nothing where none was given."""
        return json.loads(str(value)) if value else None

    def schema(self) -> dict[str, Any]:
        """An object."""
        text = {"type": "string", "minLength": 1, "maxLength": LONGEST_TITLE}
        properties = {
            "title": text, "description": {"type": "string", "maxLength": 1000}, "type": {"enum": [*TYPES]},
            "format": {"const": "date"}, "required": {"type": "boolean"}, "x-multiline": {"type": "boolean"},
            "enum": {"type": "array", "items": text, "minItems": 1, "maxItems": MOST_CHOICES, "uniqueItems": True},
            "x-labels": {"type": "object", "additionalProperties": text},
        }  # fmt: skip
        return {
            "type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1,
            "description": self.about,
        }  # fmt: skip


def _text(sent: object, most: int = LONGEST_TITLE) -> bool:
    return isinstance(sent, str) and bool(one_line(sent)) and len(sent) <= most


def _choices(sent: object) -> bool:
    return (
        isinstance(sent, list) and 0 < len(sent) <= MOST_CHOICES and all(map(_text, sent))
        and len(set(sent)) == len(sent)
    )  # fmt: skip


_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "title": _text, "description": lambda sent: isinstance(sent, str) and len(sent) <= 1000,
    "type": lambda sent: sent in TYPES, "format": lambda sent: sent == "date",
    "required": lambda sent: isinstance(sent, bool), "x-multiline": lambda sent: isinstance(sent, bool),
    "enum": _choices,
    "x-labels": lambda sent: isinstance(sent, Mapping) and all(_text(k) and _text(v) for k, v in sent.items()),
}  # fmt: skip
