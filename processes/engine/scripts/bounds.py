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
    left: float


_forbidden: ContextVar[bool] = ContextVar("forbidden", default=False)
_time: ContextVar[_Time | None] = ContextVar("time", default=None)


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
    """Let all code in this block together run for so many seconds; a block inside another one counts with that."""
    token = _time.set(_time.get() or _Time(seconds))
    try:
        yield
    finally:
        _time.reset(token)


@contextmanager
def counted() -> Iterator[float | None]:
    """Run code in this block; gives the seconds that are left for it, None for no bound.

    Raises CodeMet where no code may run, and ScriptRejected where none is left.
    """
    if _forbidden.get():
        raise CodeMet
    budget = _time.get()
    if budget is None:
        yield None
        return
    if budget.left <= 0:
        raise ScriptRejected(
            f"Expected the scripts and conditions of one turn to take at most {TURN_SECONDS:g} seconds together, but "
            "they took longer. Make them shorter, put work for people or services between them, and try the step again."
        )
    began = monotonic()
    try:
        yield budget.left
    finally:
        budget.left -= monotonic() - began
