"""Why a change cannot be made: a stable code, plain words, and the ways out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from processes.messages import _


@dataclass(frozen=True, slots=True)
class Choice:
    """A way out of a refusal; `steps` are further steps that would have to be eliminated with it."""

    id: str
    words: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A change that is not made, and why; `step` is the id of the step it is about."""

    code: str
    words: str
    choices: tuple[Choice, ...] = ()
    step: str | None = None

    def as_dict(self) -> dict[str, object]:
        """The refusal as the command line and the API print it."""
        choices = [{"id": c.id, "words": c.words, "steps": list(c.steps)} for c in self.choices]
        return {"code": self.code, "words": self.words, "choices": choices, "step": self.step}


class CannotChange(Exception):
    """Raised inside the operations, caught by `apply`: carries the refusal, and the field where one was unreadable."""

    def __init__(
        self, code: str, words: str, step: str | None = None, choices: tuple[Choice, ...] = (), field: str = ""
    ) -> None:
        super().__init__(f"{code}: {words}")
        self.refusal = Refusal(code, words, choices, step)
        self.field = field


KEEP = Choice("keep", _("Keep the step"))
# The codes with which any change may be refused; each kind of change has more of its own.
CODES: Mapping[str, str] = {
    "UNKNOWN_OPERATION": "the proposal holds an operation that is not known here",
    "NO_SUCH_STEP": "the step is not in this version",
    "DUPLICATE_ID": "several elements have the id of the step",
    "EMPTY_LOOP": "a loop without work would be left",
    "LAST_STEP": "nothing would be left",
    "WOULD_DEADLOCK": "the changed process could get stuck",
    "WOULD_NEVER_END": "the changed process could run on for ever",
    "WOULD_RUN_TWICE": "a step of the changed process could run twice",
    "WOULD_LEAVE_DEAD_STEP": "a step of the changed process could never be reached",
    "NOT_CHECKABLE": "whether the changed process works could not be told",
    "WOULD_DANGLE": "something would refer to what is gone",
    "WOULD_MOVE": "the drawing of other steps would move",
    "WOULD_NOT_READ": "the changed file could not be read again",
    "ANCHOR_GONE": "the step is no longer in the live version",
    "CHANGED_MEANWHILE": "the same text was changed in the live version",
    "NOT_AN_OPERATION": "the difference cannot be expressed as operations",
}
# What stands in the way of several kinds: each names those that it has, by `structural`.
_STRUCTURAL: Mapping[str, str] = {
    "NOT_AN_ACTIVITY": "it is about work, not about an event or a gateway",
    "NOT_A_TASK": "only a step without steps in it can be changed so",
    "BROKEN_INPUT_FLOW": "an arrow of the stored diagram leads nowhere",
    "CROSS_SCOPE_FLOW": "an arrow of the stored diagram crosses the border of a process",
    "BOUNDARY_EVENT_ATTACHED": "events and their paths hang on the step",
    "EVENT_GATEWAY_TARGET": "after 'whichever comes first' a branch begins with an event",
    "TWO_CONDITIONS": "two conditions would meet on one arrow",
    "CONDITION_CANNOT_MOVE": "a condition would be left where none can be asked",
    "DUPLICATE_FLOW": "the next step would start twice",
    "NO_SUCH_WAY": "no way leads there",
    "SEVERAL_WAYS": "several ways lead there",
    "NO_SUCH_LANE": "the lane is not in this process",
    "OTHER_POOL": "the lane belongs to another organisation's process",
    "NOT_A_SEQUENCE": "the steps do not follow one another on one path",
    "NOT_SESE": "the steps are entered or left at more than one place",
    "DATA_STILL_READ": "what nobody else gives is read elsewhere",
    "ID_TAKEN": "another element has the id that a new one shall get",
}


def structural(*codes: str) -> dict[str, str]:
    """Codes that several kinds have, with what each says."""
    return {code: _STRUCTURAL[code] for code in codes}
