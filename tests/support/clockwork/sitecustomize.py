"""Python processes that are started with this on their path have a clock that is ahead, and ticks on."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import time_machine

AHEAD = "CLOCK_AHEAD"


def moved(seconds: float) -> time_machine.travel:
    """Give what sets the clock of this process ahead by so many seconds."""
    return time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True)


if __name__ == "sitecustomize" and os.environ.get(AHEAD):
    moved(float(os.environ[AHEAD])).start()
