"""How many cases are moved in one transaction: as many as can be written before anybody has to wait for long."""

from __future__ import annotations

import time

FIRST, FEWEST, FEWEST_WITH_ONE_WRITER, MOST = 25, 25, 5, 400
AIM = 0.1
AIM_WITH_ONE_WRITER = 0.03


class Pace:
    """Learns from how long transactions take; where there is a single writer, it leaves room for others."""

    def __init__(self, single_writer: bool) -> None:
        self.size = FIRST
        self._aim = AIM_WITH_ONE_WRITER if single_writer else AIM
        self._single = single_writer
        self._fewest = FEWEST_WITH_ONE_WRITER if single_writer else FEWEST
        self._last = 0.0

    def took(self, seconds: float, cases: int) -> None:
        """Note how long a transaction of so many cases took."""
        self._last = seconds
        fitting = int(cases * self._aim / max(seconds, 0.001))
        self.size = max(self._fewest, min(MOST, fitting, self.size * 2))

    def rest(self) -> None:
        """Let others write: a moment, or as long as the last transaction took where only one can write at a time."""
        time.sleep(max(self._last, 0.005) if self._single else 0.001)
