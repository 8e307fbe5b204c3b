"""How much work a play-through may be, counted: the same on an idle machine and a busy one."""

from __future__ import annotations

from dataclasses import dataclass

from processes.errors import EngineError
from processes.messages import _

A_STEP = 50  # a step costs about as much as looking at fifty tokens
MOST_EFFORT = 2_000_000
TOO_LARGE = _("It is too large to be played through in reasonable time: it is shown, but not run.")


class TooLarge(EngineError):
    """More work than is reasonable."""


@dataclass
class Effort:
    """The work that is left for playing one model, over all its tries."""

    left: int = MOST_EFFORT

    def spend(self, work: int) -> None:
        """Take this much away; raises TooLarge where there is not as much left."""
        self.left -= work
        if self.left < 0:
            raise TooLarge(TOO_LARGE)
