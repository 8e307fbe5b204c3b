"""How much of one person is answered at once: a few requests, and one with a large body; the rest waits its turn.

The threads of a process share one interpreter. Twenty requests of somebody that compute at once would make every
request of everybody else wait for all of them; and to read megabytes of JSON or a form keeps the interpreter busy in
strokes that nothing interrupts. So large requests are answered one at a time, and nobody's second before
somebody else's first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Request

from app.kernel.errors import StepwellError
from app.kernel.i18n import _

SMALL, LARGE = 16_384, 262_144
AT_ONCE = 4
MOST_KNOWN = 10_000


class Crowded(StepwellError):
    """So many requests wait already that another one would only take a thread."""

    status = 429
    title: str = _("Just a moment")


def is_large(request: Request) -> bool:
    """Whether the body of a request is large, or may be: one in chunks does not say."""
    return (request.content_length or 0) > LARGE or "Transfer-Encoding" in request.headers


def has_body(request: Request) -> bool:
    """Whether it takes a while to read what came with a request."""
    return (request.content_length or 0) > SMALL or is_large(request) or request.mimetype == "multipart/form-data"


@dataclass
class _Place:
    taken: int = 0
    waiting: deque[threading.Event] = field(default_factory=deque)


class Turns:
    """Places for the requests of each person, and one for large requests that all share; `most` may wait in all."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._places: dict[str, _Place] = {}
        self._persons: OrderedDict[str, str] = OrderedDict()
        self._large = False
        self._large_waiting: dict[str, deque[threading.Event]] = {}
        self.waiting = 0

    @contextmanager
    def turn(self, request: Request) -> Iterator[None]:
        """Wait for a place, and hold it for the block; raises Crowded where too many of theirs, or of all, wait.

        Whose a request is, is known before it is looked up who asks: by the token or browser that asked before.
        """
        key = _key(request)
        with self._lock:
            whose = self._persons.get(key, key)
        with self._place(whose):
            if not is_large(request):
                yield
                return
            with self._alone(whose):
                yield

    def remember(self, request: Request, person: str) -> None:
        """Know from now on whose token or browser this is: with ten of them one is still one person."""
        key = _key(request)
        with self._lock:
            self._persons[key] = person
            self._persons.move_to_end(key)
            if len(self._persons) > MOST_KNOWN:
                self._persons.popitem(last=False)

    @contextmanager
    def _place(self, whose: str) -> Iterator[None]:
        called = None
        with self._lock:
            place = self._places.setdefault(whose, _Place())
            if place.taken < AT_ONCE:
                place.taken += 1
            else:
                called = self._queue(place.waiting, self._most * 3 // 4)
        if called is not None:
            called.wait()
        try:
            yield
        finally:
            with self._lock:
                if place.waiting:
                    self._call(place.waiting)
                else:
                    place.taken -= 1
                    if not place.taken:
                        del self._places[whose]

    @contextmanager
    def _alone(self, whose: str) -> Iterator[None]:
        called = None
        with self._lock:
            if self._large:
                theirs = self._large_waiting.get(whose, deque())
                called = self._queue(theirs, self._most)
                self._large_waiting[whose] = theirs
            self._large = True
        if called is not None:
            called.wait()
        try:
            yield
        finally:
            with self._lock:
                self._next_large()

    def _next_large(self) -> None:
        first = next(iter(self._large_waiting), None)
        if first is None:
            self._large = False
            return
        theirs = self._large_waiting.pop(first)
        self._call(theirs)
        if theirs:
            self._large_waiting[first] = theirs

    def _queue(self, waiting: deque[threading.Event], most: int) -> threading.Event:
        if len(waiting) >= most or self.waiting >= self._most:
            words = _(
                "Expected few requests of yours at once. Send fewer requests at once; try this one again in some "
                "seconds."
            )
            told = _("Several of your pages are being made already. Wait a moment, then try this one again.")
            raise Crowded("TOO_MANY_AT_ONCE", words, for_people=told, retry_after=3)
        called = threading.Event()
        waiting.append(called)
        self.waiting += 1
        return called

    def _call(self, waiting: deque[threading.Event]) -> None:
        self.waiting -= 1
        waiting.popleft().set()


def _key(request: Request) -> str:
    return request.headers.get("Authorization") or request.headers.get("Cookie") or request.remote_addr or ""
