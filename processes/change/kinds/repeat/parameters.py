"""How often: a number, or the name of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from processes.change.contract import Parameter
from processes.messages import _

MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Parameter):
    """A number of times."""

    asked_as: ClassVar[str] = "number"

    name: str = "count"
    about: str = "how often"
    required: bool = False
    default: object = 0

    def typed(self, text: str) -> object:
        """A number where one was typed."""
        return int(text) if text.isdecimal() and len(text) < 9 else text

    def value(self, kind: str, sent: object) -> object:
        """A whole number of at least one."""
        if not isinstance(sent, int) or isinstance(sent, bool) or not 1 <= sent <= MOST:
            raise self.unknown(_(
                "Expected a number from 1 to {most} in {field}, but got {sent}. Say how often it is done.",
                most=MOST, field=repr(self.name), sent=repr(sent)[:80],
            ))  # fmt: skip
        return sent

    def write(self, value: object) -> object:
        """Nothing where none was given."""
        return value or None

    def from_form(self, text: str) -> object:
        """A number in figures."""
        return int(text) if text.isdecimal() and len(text) <= len(str(MOST)) and 1 <= int(text) <= MOST else None

    def schema(self) -> dict[str, Any]:
        """A number."""
        return {"type": "integer", "minimum": 1, "maximum": MOST, "description": self.about}


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection(Parameter):
    """The list for each item of which something is done: a name, or an expression that makes one."""

    name: str = "collection"
    about: str = "the list for each item of which it is done: a name of data, or an expression"
    required: bool = False
    default: object = ""

    def value(self, kind: str, sent: object) -> object:
        """A text of one line."""
        if not isinstance(sent, str) or not sent.strip() or len(sent) > 400 or not sent.isprintable():
            raise self.unknown(_(
                "Expected the name of a list in {field}, but got {sent}. Name data that the case holds.",
                field=repr(self.name), sent=repr(sent)[:80],
            ))  # fmt: skip
        return sent.strip()

    def write(self, value: object) -> object:
        """Nothing where none was given."""
        return value or None

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "minLength": 1, "maxLength": 400, "description": self.about}
