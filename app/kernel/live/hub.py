"""Who listens in this process, and what they are told."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from app.kernel.database import Database

WAITING = 200
MOST_EACH = 6


class Full(Exception):
    """As many streams are open in this process as it may hold."""


class Subscription:
    """One open stream: the topics that moved since it last looked, each once."""

    def __init__(self, wanted: frozenset[str] | None, who: str = "") -> None:
        self._wanted = wanted
        self.who = who
        self._moved: deque[str] = deque()
        self._news = threading.Condition()
        self._closed = False

    def put(self, topics: Iterable[str]) -> None:
        """Note topics that moved, if they are wanted and not noted yet; a reader that is too slow loses the oldest."""
        with self._news:
            for topic in topics:
                if (self._wanted is None or topic in self._wanted) and topic not in self._moved:
                    self._moved.append(topic)
            while len(self._moved) > WAITING:
                self._moved.popleft()
            self._news.notify()

    def close(self) -> None:
        """End the stream."""
        with self._news:
            self._closed = True
            self._news.notify()

    def get(self, seconds: float) -> list[str] | None:
        """Wait for topics that moved: an empty list when none did in time, None when the stream has ended."""
        with self._news:
            if not self._moved and not self._closed:
                self._news.wait(seconds)
            if self._closed:
                return None
            moved = list(self._moved)
            self._moved.clear()
            return moved


class Hub:
    """The streams of one process; `publish` reaches all of them."""

    def __init__(self) -> None:
        self._open: set[Subscription] = set()
        self._lock = threading.Lock()

    def subscribe(self, wanted: frozenset[str] | None, most: int, who: str = "") -> Subscription:
        """Open a stream on these topics (None: all) for somebody.

        Raises Full when there are `most` already, or when this person has `MOST_EACH` of them: nobody takes all.
        """
        with self._lock:
            own = sum(1 for one in self._open if who and one.who == who)
            if len(self._open) >= most or own >= MOST_EACH:
                raise Full
            subscription = Subscription(wanted, who)
            self._open.add(subscription)
            return subscription

    def leave(self, subscription: Subscription) -> None:
        """Forget a stream that has ended."""
        with self._lock:
            self._open.discard(subscription)

    def publish(self, topics: Iterable[str]) -> None:
        """Tell every stream of this process that these topics moved."""
        told = tuple(topics)
        with self._lock:
            streams = tuple(self._open)
        for subscription in streams:
            subscription.put(told)

    def close(self) -> None:
        """End all streams, so that the process can end."""
        with self._lock:
            streams = tuple(self._open)
        for subscription in streams:
            subscription.close()

    def __len__(self) -> int:
        return len(self._open)


_hubs: WeakKeyDictionary[Database, Hub] = WeakKeyDictionary()
_making = threading.Lock()


def hub_of(database: Database) -> Hub:
    """Give the hub of this process for a database."""
    with _making:
        if database not in _hubs:
            _hubs[database] = Hub()
        return _hubs[database]
