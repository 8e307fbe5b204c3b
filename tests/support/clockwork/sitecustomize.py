"""Python processes that are started with this on their path have a clock that is ahead, and ticks on."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

import time_machine

AHEAD = "CLOCK_AHEAD"


def real_now() -> datetime:
    """Give the time that it is, whatever the clock of this process says."""
    hatch = time_machine.escape_hatch
    return datetime.fromtimestamp(hatch.time.time() if hatch.is_travelling() else time.time(), UTC)


def moved(seconds: float) -> time_machine.travel:
    """Give what sets the clock of this process ahead by so many seconds; a moment with a zone would set that, too."""
    return time_machine.travel(real_now().timestamp() + seconds, tick=True)


if __name__ == "sitecustomize" and os.environ.get(AHEAD):
    moved(float(os.environ[AHEAD])).start()
