"""Where code of models may run, and for how long together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic

from processes.engine.errors import ScriptRejected

TURN_SECONDS = 2.0


class CodeMet(BaseException):
    """Code of a model was about to run where none may; no error of the model, so nothing that catches those."""


@dataclass
class _Time:
    seconds: float
    left: float


_forbidden: ContextVar[bool] = ContextVar("forbidden", default=False)
_times: ContextVar[tuple[_Time, ...]] = ContextVar("times", default=())


@contextmanager
def without_code() -> Iterator[None]:
    """Raise CodeMet in this block before scripts, FEEL or JUEL run; plain comparisons and sums may."""
    token = _forbidden.set(True)
    try:
        yield
    finally:
        _forbidden.reset(token)


@contextmanager
def code_time(seconds: float = TURN_SECONDS) -> Iterator[None]:
    """Let all code in this block together run for so many seconds; it counts for the blocks around this one, too."""
    token = _times.set((*_times.get(), _Time(seconds, seconds)))
    try:
        yield
    finally:
        _times.reset(token)


@contextmanager
def counted() -> Iterator[None]:
    """Run code in this block, on the time of all blocks around it.

    Raises CodeMet where no code may run, and ScriptRejected where none is left.
    """
    if _forbidden.get():
        raise CodeMet
    times = _times.get()
    spent = next((one for one in times if one.left <= 0), None)
    if spent is not None:
        raise ScriptRejected(
            f"Expected the scripts and conditions of one turn to take at most {spent.seconds:g} seconds together, but "
            "they took longer. Make them shorter, put work for people or services between them, and try the step again."
        )
    began = monotonic()
    try:
        yield
    finally:
        took = monotonic() - began
        for one in times:
            one.left -= took
