"""Events that others than Stepwell's own features may hear of: what of them is told, and how that is described.

What is told are ids, numbers, moments and words from a fixed list, so that nobody learns from an event what they may
not read. A field that holds anything else is `Private`: our own listeners see it, and nobody else does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, TypeVar, Union, get_args, get_origin, get_type_hints

from app.kernel.events.event import Event
from app.kernel.subject import Subject

T = TypeVar("T")
_PRIVATE = object()
Private = Annotated[T, _PRIVATE]
_fields: dict[type[PublicEvent], dict[str, Any]] = {}
MOMENT = "2026-03-02T09:30:00Z"
_WORDS = {
    "actor_id": "Who did it: the id of a person, or `system` where Stepwell itself did",
    "step_id": "Id of the step in its model",
    "subject": "What it is about: a kind and an id, as `proposal:ID`",
    "revision": "Number of the revision",
    "number": "Its number within the process",
    "level": "How often it was said by now",
    "before": "The state in which it was",
    "state": "The state in which it is",
    "kind": "Which kind",
    "what": "What cannot come about",
    "outcome": "How it ended",
}


@dataclass(frozen=True)
class OneOf:
    """Marks a text that is one of these words."""

    words: tuple[str, ...]

    def __init__(self, *words: str) -> None:
        object.__setattr__(self, "words", words)


@dataclass(frozen=True)
class PublicEvent(Event):
    """An event that is told under its name and version; its payload is made of its fields that are not private.

    It is kept in the outbox, but for what the hot path tells: that stands in the history of its case anyway, as the
    line that `history` names, with all that is told.
    """

    history: ClassVar[str] = ""
    about: ClassVar[str] = ""

    @property
    def concerns(self) -> Subject:
        """What it is about, as `proposal:ID`: by the first word of its name where nothing else is said."""
        kind = self.about or self.name.partition(".")[0]
        return Subject.of(kind, getattr(self, f"{kind}_id"))

    @property
    def is_told(self) -> bool:
        """Whether this one is told at all: not where it is about what only its author may see."""
        return True

    def payload(self) -> dict[str, Any]:
        """Give what is told, as JSON can carry it."""
        return {name: _plain(getattr(self, name)) for name in told_fields(type(self))}

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Describe the payload as a JSON schema."""
        properties = {name: _schema(name, kind) for name, kind in told_fields(cls).items()}
        return {"type": "object", "properties": properties, "required": list(properties)}

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Give a payload as one could be told."""
        return {name: _example(name, kind) for name, kind in told_fields(cls).items()}


def told_fields(kind: type[PublicEvent]) -> dict[str, Any]:
    """Give the types of the fields of an event that are told, by their names."""
    if kind not in _fields:
        hints = get_type_hints(kind, include_extras=True)
        found = {field.name: hints[field.name] for field in fields(kind)}
        _fields[kind] = {n: hint for n, hint in found.items() if _PRIVATE not in getattr(hint, "__metadata__", ())}
    return _fields[kind]


def all_events(kind: type[Event] = Event) -> Iterator[type[Event]]:
    """Give every event that has a name, of those that are imported."""
    for one in kind.__subclasses__():
        if one.name:
            yield one
        yield from all_events(one)


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


def _parts(hint: Any) -> tuple[Any, tuple[str, ...], bool]:
    """Take a type apart: what it is, the words it is one of, and whether it may be missing."""
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (one for one in get_args(hint) if one is not NoneType)
        return (*_parts(inner)[:2], True)
    if get_origin(hint) is Annotated:
        kind, *marks = get_args(hint)
        words = next((mark.words for mark in marks if isinstance(mark, OneOf)), ())
        return kind, words, False
    return hint, (), False


def _schema(name: str, hint: Any) -> dict[str, Any]:
    kind, words, optional = _parts(hint)
    if words:
        said: dict[str, Any] = {"enum": [*words, None] if optional else list(words)}
    elif kind is Subject or (kind is str and name.endswith("_id")):
        said = {"type": "string", "description": f"Id of the {_noun(name)}"}
    elif kind in (int, bool):
        said = {"type": {int: "integer", bool: "boolean"}[kind]}
    elif kind is datetime:
        said = {"type": "string", "format": "date-time"}
    else:
        raise TypeError(
            f"Expected an id, a number, a moment or one of some words to be told, but {name} is {hint}. "
            "Mark it as Private."
        )
    if name in _WORDS:
        said["description"] = _WORDS[name]
    return said | {"type": [said["type"], "null"]} if optional and "type" in said else said


def _noun(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ")


def _example(name: str, hint: Any) -> Any:
    kind, words, _ = _parts(hint)
    if words:
        return words[0]
    if kind is Subject:
        return Subject.of("proposal", _example_id("proposal_id"))
    return {str: _example_id(name), int: 3, bool: True, datetime: MOMENT}[kind]


def _example_id(name: str) -> str:
    """Give an id as this product makes them, that reads a little like what it names."""
    letters = _noun(name).upper().translate(str.maketrans("IOLU", "101V", " "))
    return f"01K{letters[:12]:0<23}"
