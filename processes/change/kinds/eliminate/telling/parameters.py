"""What is told of what goes: one step, or several in a row, and whether the gap in the drawing is closed."""

from __future__ import annotations

from dataclasses import dataclass

from processes.change.contract import Blank, Consent, Flag, Step, Steps
from processes.change.kinds.eliminate.telling.offered import together
from processes.messages import _

AGREED = _("Side effects of taking out {step} are agreed to")


@dataclass(frozen=True, slots=True, kw_only=True)
class MaybeStep(Step):
    """The id of a step, where several are not named instead."""

    required: bool = False
    default: object = ""

    def write(self, value: object) -> object:
        """Nothing where none is named."""
        return value or None

    def elements(self, value: object) -> tuple[str, ...]:
        """The step, if there is one."""
        return (str(value),) if value else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MaybeSteps(Steps):
    """The ids of several steps, where there are any."""

    required: bool = False
    default: object = ()

    def write(self, value: object) -> object:
        """Nothing where none are named."""
        return Steps.write(self, value) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(Flag):
    """Something that is done only where it is asked for."""

    def write(self, value: object) -> object:
        """Nothing where it is not."""
        return value or None


STEP = MaybeStep(about="the id of the step, event or gateway")
CASCADE = Consent(name="cascade", about="accept what must go with it", blank=Blank("cascade", AGREED))
STEPS = MaybeSteps(
    about="instead of `step`: the ids of all that goes, first to last: steps and events in a row, a whole block, or "
    "two gateways, between which all that is not named stays in its order",
    blank=Blank("gone_steps", _("What goes?"), options=together, none=_("This step alone")),
)  # fmt: skip
CLOSE_GAP = Wanted(
    name="close_gap", about="let what lies beyond it move up in the drawing, as far as nothing comes too close",
    blank=Blank("close_gap", _("Close the gap in the drawing")),
)  # fmt: skip
