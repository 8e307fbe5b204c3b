"""Parameters that are texts: of several lines, or what something is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from processes.change.contract.parameters import Parameter
from processes.characters import one_line
from processes.messages import _

LONGEST_LABEL, LONGEST_TEXT = 400, 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Parameter):
    """A text of several lines; an empty one is a value, too.

    It is shown in full under `shown`, in which `{step}` stands for the step, and where it holds nothing as `empty`.
    """

    asked_as: ClassVar[str] = "text"
    is_long: ClassVar[bool] = True

    most: int = LONGEST_TEXT
    shown: str = ""
    empty: str = ""

    def value(self, kind: str, sent: object) -> object:
        """A text that XML can hold."""
        if not isinstance(sent, str):
            raise self.unknown(_("Expected a text in '{field}', but got {sent}.", field=self.name, sent=repr(sent)))
        if len(sent) > self.most:
            raise self.unknown(_(
                "This has {sent} characters, and there is room for {most} (“{field}”). Shorten it.",
                most=self.most, field=self.name, sent=len(sent),
            ))  # fmt: skip
        if any((ord(c) < 32 and c not in "\t\n\r") or c in "\ufffe\uffff" or "\ud800" <= c <= "\udfff" for c in sent):
            raise self.unknown(_(
                "This holds characters that nobody can read (“{field}”). Remove them.",
                field=self.name,
            ))  # fmt: skip
        return sent

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "maxLength": self.most, "description": self.about}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label(Text):
    """What something is called: as much of it as is seen, in the lines it is written in."""

    asked_as: ClassVar[str] = "line"
    is_long: ClassVar[bool] = False

    most: int = LONGEST_LABEL

    def value(self, kind: str, sent: object) -> object:
        """A name without what nobody sees; a line of nothing is none."""
        if not isinstance(sent, str) or not sent.strip():
            raise self.unknown(_("Expected a text in '{field}', but got {sent}.", field=self.name, sent=repr(sent)))
        lines = (one_line(line) for line in str(Text.value(self, kind, sent)).splitlines())
        label = "\n".join(line for line in lines if line)
        if not label:
            raise self.unknown(_(
                "Nothing of this name can be seen (“{field}”). Write another.",
                field=self.name,
            ))  # fmt: skip
        return label

    def schema(self) -> dict[str, Any]:
        """A string with something in it."""
        return {**Text.schema(self), "minLength": 1}
