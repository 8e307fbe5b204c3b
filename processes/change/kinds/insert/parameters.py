"""What is told of a new step: of which type it is, who does it, by which id it is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from processes.change.contract import Blank, Label, Parameter, Steps
from processes.change.names import listed
from processes.change.options.lanes import lanes
from processes.change.options.types import types
from processes.messages import _

# The steps and events that work as they are, without anything that only a modeller can give.
TYPES = (
    "userTask", "task", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask",
    "intermediateThrowEvent",
)  # fmt: skip
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf(Parameter):
    """One of some words."""

    of: tuple[str, ...]

    def value(self, kind: str, sent: object) -> object:
        """One of them."""
        if not isinstance(sent, str) or sent not in self.of:
            raise self.unknown(_(
                "Expected {known} in {field}, but got {sent}. Choose one of them.",
                known=listed(self.of, "or"), field=repr(self.name), sent=repr(sent)[:80],
            ))  # fmt: skip
        return sent

    def schema(self) -> dict[str, Any]:
        """A choice."""
        return {"type": "string", "enum": list(self.of), "description": self.about}


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneName(Parameter):
    """The id or the name of a lane."""

    def value(self, kind: str, sent: object) -> object:
        """A text; whether there is such a lane is known only with a model."""
        if not isinstance(sent, str) or not sent.strip() or len(sent) > 400:
            raise self.unknown(_(
                "Expected the id or the name of a lane in {field}, but got {sent}. Leave it out to keep it.",
                field=repr(self.name), sent=repr(sent)[:80],
            ))  # fmt: skip
        return sent

    def write(self, value: object) -> object:
        """Nothing where none is named."""
        return value or None

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "minLength": 1, "maxLength": 400, "description": self.about}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewId(Parameter):
    """The id that a new element gets; without one it is the next that is free."""

    name: str = "id"
    about: str = "the id of the new step; without one it is given"
    required: bool = False
    default: object = ""

    def value(self, kind: str, sent: object) -> object:
        """An id that XML takes."""
        if not isinstance(sent, str) or not _ID.fullmatch(sent):
            raise self.unknown(_(
                "Expected an id of letters, digits, '_', '-' and '.' in {field}, but got {sent}. Leave it out.",
                field=repr(self.name), sent=repr(sent)[:80],
            ))  # fmt: skip
        return sent

    def write(self, value: object) -> object:
        """Nothing where none was given."""
        return value or None

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "pattern": f"^{_ID.pattern}$", "description": self.about}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside(Steps):
    """The steps at the same time as which something is done, where it is."""

    name: str = "beside"
    about: str = "instead of `at`: the ids of the steps at the same time as which it is done, first to last"
    required: bool = False
    default: object = ()
    most: int = 50

    def write(self, value: object) -> object:
        """Nothing where there are none."""
        return Steps.write(self, value) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class When(Label):
    """On what something is done, where it is not always."""

    name: str = "when"
    about: str = "only on this condition, or these words by which a person decides"
    required: bool = False
    default: object = ""

    def write(self, value: object) -> object:
        """Nothing where it is always done."""
        return value or None


TYPE = OneOf(
    name="type", about="the BPMN tag of the new step", of=TYPES,
    blank=Blank("insert_type", _("How is it done?"), options=types, first=True),
)  # fmt: skip
LANE = LaneName(
    name="lane", about="the id or the name of the lane that does it", required=False, default="",
    blank=Blank("insert_lane", _("Who does it?"), options=lanes, none=_("Whoever does the step next to it")),
)  # fmt: skip
