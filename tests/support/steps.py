"""Count what a piece of code does, so that a test can say what it may cost without knowing how fast a machine is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any


@dataclass
class Steps:
    """How many functions were called."""

    calls: int = 0


@contextmanager
def counted_steps() -> Iterator[Steps]:
    """Count the functions that this thread calls until the block ends, those written in C, too."""
    counted = Steps()

    def called(frame: FrameType, what: str, given: Any) -> None:
        if what in ("call", "c_call"):
            counted.calls += 1

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        yield counted
    finally:
        sys.setprofile(before)
