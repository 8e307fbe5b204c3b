"""Where code of models may run, for how long together, and how those that take long share a processor."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic, thread_time

from processes.errors import ScriptRejected
from processes.messages import _

TURN_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 1.0


class CodeMet(BaseException):
    """Code of a model was about to run where none may; no error of the model, so nothing that catches those."""


@dataclass
class Time:
    """How long code may run together, and how long it still may."""

    seconds: float
    left: float


_forbidden: ContextVar[bool] = ContextVar("forbidden", default=False)
_times: ContextVar[tuple[Time, ...]] = ContextVar("times", default=())
_here = threading.local()
_counting = threading.Lock()
_running = 0


@contextmanager
def without_code() -> Iterator[None]:
    """Raise CodeMet in this block before scripts, FEEL or JUEL run; plain comparisons and sums may."""
    token = _forbidden.set(True)
    try:
        yield
    finally:
        _forbidden.reset(token)


@contextmanager
def code_time(seconds: float = TURN_SECONDS) -> Iterator[Time]:
    """Let all code in this block together run for so many seconds; it counts for the blocks around this one, too.

    Gives what is left of it.
    """
    given = Time(seconds, seconds)
    token = _times.set((*_times.get(), given))
    try:
        yield given
    finally:
        _times.reset(token)


@contextmanager
def counting(clock: Callable[[], float] | None = None) -> Iterator[None]:
    """Run code in this block, on the time of all blocks around it, by the clock that is given or that on the wall.

    Raises CodeMet where no code may run, and ScriptRejected where none is left.
    """
    if _forbidden.get():
        raise CodeMet
    times = _times.get()
    spent = next((one for one in times if one.left <= 0), None)
    if spent is not None:
        raise ScriptRejected(
            _(
                "Expected the scripts and conditions of one turn to take at most {seconds} seconds together, but "
                "they took longer. Make them shorter, put work for people or services between them, and try the step "
                "again.",
                seconds=format(spent.seconds, "g"),
            )
        )
    asked = clock or monotonic
    began = asked()
    try:
        yield
    finally:
        took = asked() - began
        for one in times:
            one.left -= took


@contextmanager
def counted_here() -> Iterator[None]:
    """Run code in this block as `counted` does, where this very thread works it out: its processor time counts.

    Raises what `counted` raises.
    """
    global _running
    with counting(thread_time):
        with _counting:
            _running += 1
        _here.worked = thread_time()
        try:
            yield
        finally:
            with _counting:
                _running -= 1
            _here.worked = None


def breathe() -> None:
    """Rest as long as the others that are worked out in this process need to do as much as was done here since.

    Threads share one interpreter: many that compute would make each request wait for all of them, again and again.
    Called now and then by what takes long; so together they take what one of them would.
    """
    since = getattr(_here, "worked", None)
    if since is None or _running < 2:
        return
    time.sleep(min(LONGEST_PAUSE_SECONDS, (thread_time() - since) * (_running - 1)))
    _here.worked = thread_time()
