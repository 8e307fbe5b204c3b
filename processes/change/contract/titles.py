"""Several names at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from processes.change.contract.parameters import Parameter
from processes.change.contract.texts import LONGEST_LABEL, Label
from processes.messages import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles(Parameter):
    """What several steps are called, in their order."""

    asked_as: ClassVar[str] = "lines"
    is_many: ClassVar[bool] = True

    name: str = "titles"
    about: str = "what the steps are called, first to last"
    least: int = 2
    most: int = 12

    def value(self, kind: str, sent: object) -> object:
        """Names, as many as there have to be."""
        if not isinstance(sent, list | tuple) or not self.least <= len(sent) <= self.most:
            raise self.unknown(_(
                "Expected {least} to {most} names in {field}, but got {sent}. List what each step is called.",
                least=self.least, most=self.most, field=repr(self.name), sent=repr(sent)[:80],
            ))  # fmt: skip
        label = Label(name=self.name, about=self.about)
        return tuple(label.value(kind, one) for one in sent)

    def write(self, value: object) -> object:
        """A list."""
        return list(value) if isinstance(value, tuple) else value

    def from_form(self, text: str) -> object:
        """A name from each line; nothing as long as they are too few."""
        names = [line.strip() for line in text.splitlines() if line.strip()]
        return names if len(names) >= self.least else None

    def in_form(self, value: object) -> str:
        """A line for each name."""
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else ""

    def schema(self) -> dict[str, Any]:
        """A list of strings."""
        one = {"type": "string", "minLength": 1, "maxLength": LONGEST_LABEL}
        return {
            "type": "array", "items": one, "minItems": self.least, "maxItems": self.most, "description": self.about,
        }  # fmt: skip
