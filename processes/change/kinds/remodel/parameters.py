"""The part that is drawn anew, and the whole model in which it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from processes.change.contract import Parameter
from processes.messages import _
from processes.model import Model, Refused, ensure_ids, parse

LARGEST = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope(Parameter):
    """The id of a process or sub-process; null is all of the file."""

    name: str = "scope"
    about: str = "the id of the process or sub-process that is drawn anew; null is the whole file"
    required: bool = False
    default: object = ""

    def value(self, kind: str, sent: object) -> object:
        """An id, or nothing."""
        if sent is None:
            return ""
        if not isinstance(sent, str) or not sent or len(sent) > 300:
            raise self.unknown(_(
                "Expected the id of a process or sub-process, or null, in {field}, but got {sent}.",
                field=repr(self.name), sent=repr(sent)[:80],
            ))  # fmt: skip
        return sent

    def write(self, value: object) -> object:
        """Nothing for the whole file."""
        return value or None

    def elements(self, value: object) -> tuple[str, ...]:
        """The sub-process or process."""
        return (str(value),) if value else ()

    def schema(self) -> dict[str, Any]:
        """A string or null."""
        return {"type": ["string", "null"], "minLength": 1, "description": self.about}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bpmn(Parameter):
    """A whole model as BPMN XML."""

    name: str = "bpmn"
    about: str = "the whole changed model as BPMN XML"

    def value(self, kind: str, sent: object) -> object:
        """A model that can be read."""
        if not isinstance(sent, str) or not sent.strip() or len(sent) > LARGEST:
            raise self.unknown(_(
                "Expected a model as BPMN XML in {field}, but got {sent}. Send all of the changed file.",
                field=repr(self.name), sent=repr(sent)[:80],
            ))  # fmt: skip
        try:
            model_in(sent)
        except Refused as refused:
            words = _("The changed file could not be read: {reason}", reason=refused.words)
            raise self.unknown(words) from refused
        return sent

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string", "minLength": 1, "maxLength": LARGEST, "description": self.about}


@lru_cache(maxsize=8)
def model_in(text: str) -> Model:
    """The model that a text holds; raises Refused for what is none."""
    found = parse(text.encode())
    ensure_ids(found.root)
    return found
