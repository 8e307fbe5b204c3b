"""How long a step may take, and what happens then."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from processes.change.contract import Label, Parameter
from processes.change.contract.texts import LONGEST_LABEL
from processes.messages import _, all_of, ngettext
from processes.schedule.iso8601 import Duration

_PARTS = re.compile(r"(\d+(?:[.,]\d+)?)([A-Z])")
# What a page lets people choose from, and how ISO 8601 writes it.
UNITS: Mapping[str, str] = {"minutes": "PT{}M", "hours": "PT{}H", "days": "P{}D", "weeks": "P{}W", "months": "P{}M"}
_DAY: Mapping[str, Callable[[int], str]] = {
    "Y": lambda n: ngettext("{n} year", "{n} years", n), "M": lambda n: ngettext("{n} month", "{n} months", n),
    "W": lambda n: ngettext("{n} week", "{n} weeks", n), "D": lambda n: ngettext("{n} day", "{n} days", n),
}  # fmt: skip
_CLOCK: Mapping[str, Callable[[int], str]] = {
    "H": lambda n: ngettext("{n} hour", "{n} hours", n), "M": lambda n: ngettext("{n} minute", "{n} minutes", n),
    "S": lambda n: ngettext("{n} second", "{n} seconds", n),
}  # fmt: skip


def duration_words(text: str) -> str:
    """A duration in words: 2 days and 4 hours."""
    date, _sign, clock = text.upper().removeprefix("P").partition("T")
    found = [(known[unit], number) for part, known in ((date, _DAY), (clock, _CLOCK))
             for number, unit in _PARTS.findall(part) if unit in known]  # fmt: skip
    return all_of([say(int(number)) for say, number in found if number.isdigit()]) if found else text


def lasts(text: str) -> tuple[int, int, float] | None:
    """How long a duration is, to be compared; None for what is none."""
    try:
        found = Duration.read(text)
    except ValueError:
        return None
    return found.months, found.days + int(found.seconds // 86400), found.seconds % 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class After(Parameter):
    """An ISO 8601 duration."""

    asked_as: ClassVar[str] = "duration"
    in_parts: ClassVar[bool] = True

    name: str = "after"
    about: str = "how long it may take, as ISO 8601 writes it (P2D, PT4H)"

    def value(self, kind: str, sent: object) -> object:
        """A duration of some length."""
        known = lasts(sent) if isinstance(sent, str) and len(sent) <= 60 else None
        if known is None or not any(known):
            raise self.unknown(_(
                "Expected a duration such as P2D or PT4H in {field}, but got {sent}. Say how long it may take.",
                field=repr(self.name), sent=repr(sent)[:80],
            ))  # fmt: skip
        return str(sent).strip().upper()

    def from_several(self, texts: tuple[str, ...]) -> object:
        """A number and a unit."""
        number, unit = (*texts, "", "")[:2]
        if not number.isdecimal() or not 0 < int(number) < 10_000:
            return None
        return UNITS.get(unit, UNITS["days"]).format(int(number))

    def in_several(self, value: object) -> tuple[str, ...]:
        """The number and the unit, where there is one of them."""
        for unit, pattern in UNITS.items():
            found = re.fullmatch(pattern.format(r"(\d+)"), str(value))
            if found is not None:
                return found.group(1), unit
        return "", ""

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "minLength": 3, "maxLength": 60, "description": self.about}


@dataclass(frozen=True, slots=True)
class Next:
    """What happens then: `by` is title, for a new step, or to, for one that is there."""

    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Then(Parameter):
    """A new step by its title, or a step by its id."""

    asked_as: ClassVar[str] = "then"
    in_parts: ClassVar[bool] = True

    name: str = "then"
    about: str = 'what happens then: {"title": what a new step is called} or {"to": the id of a step}'

    def typed(self, text: str) -> object:
        """As people type it: to:STEP, else a title."""
        return {"to": text.removeprefix("to:")} if text.startswith("to:") else {"title": text}

    def value(self, kind: str, sent: object) -> object:
        """One of the two."""
        if isinstance(sent, Mapping) and len(sent) == 1:
            by, text = next(iter(sent.items()))
            if by == "title":
                return Next("title", str(Label(name="title", about="").value(kind, text)))
            if by == "to" and isinstance(text, str) and text:
                return Next("to", text)
        raise self.unknown(_(
            "Expected a new step or one that is there in {field}, like {example}, but got {sent}. Say what happens.",
            field=repr(self.name), example='{"title": "Remind"}', sent=repr(sent)[:80],
        ))  # fmt: skip

    def write(self, value: object) -> object:
        """As it was sent."""
        return {value.by: value.text} if isinstance(value, Next) else value

    def from_several(self, texts: tuple[str, ...]) -> object:
        """A title, else a step."""
        title, to = (*texts, "", "")[:2]
        return {"title": title} if title else {"to": to} if to else None

    def in_several(self, value: object) -> tuple[str, ...]:
        """The title and the step."""
        said: Mapping[str, object] = value if isinstance(value, Mapping) else {}
        return str(said.get("title", "")), str(said.get("to", ""))

    def elements(self, value: object) -> tuple[str, ...]:
        """The step that it goes to."""
        return (value.text,) if isinstance(value, Next) and value.by == "to" else ()

    def schema(self) -> dict[str, Any]:
        """An object with one field of two."""
        text = {"type": "string", "minLength": 1, "maxLength": LONGEST_LABEL}
        return {
            "type": "object", "description": self.about, "minProperties": 1, "maxProperties": 1,
            "properties": {"title": text, "to": {"type": "string", "minLength": 1}}, "additionalProperties": False,
        }  # fmt: skip
