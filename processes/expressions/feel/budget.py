"""What one evaluation may cost: so many steps, counted by the size of what is worked on, and so much processor time.

Steps decide, so that the same expression on the same data ends the same way on every machine; the time is a second
fence behind them. A step is about a microsecond; nothing that takes some thousands of them starts before it is paid.
"""

from __future__ import annotations

import time

from processes.expressions.bounds import breathe

MOST_STEPS = 200_000
MOST_ITEMS = 20_000
LONGEST_TEXT = 100_000
CPU_SECONDS = 0.5
_STEPS_BETWEEN_LOOKS = 5_000


class TooMuch(Exception):
    """An expression takes more steps than one may."""


class Budget:
    """Counts down what an evaluation still may do."""

    __slots__ = ("_began", "_look", "left")

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.left = steps
        self._look = steps - _STEPS_BETWEEN_LOOKS
        self._began = time.thread_time()

    def spend(self, steps: int = 1) -> None:
        """Take steps, before the work is done; raises TooMuch where they are used up or the time is over."""
        self.left -= steps
        if self.left < self._look:
            if self.left < 0:
                raise TooMuch
            self._look = self.left - _STEPS_BETWEEN_LOOKS
            if time.thread_time() - self._began > CPU_SECONDS:
                raise TooMuch
            breathe()

    def text(self, length: int) -> None:
        """Pay for a text of this length; raises TooMuch where it would be too long to keep."""
        if length > LONGEST_TEXT:
            raise TooMuch
        self.spend(length // 100)

    def items(self, number: int) -> None:
        """Pay for a list of so many items; raises TooMuch where there would be too many."""
        if number > MOST_ITEMS:
            raise TooMuch
        self.spend(number // 2)
