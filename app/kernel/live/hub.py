"""Who listens in this process, what they are told, and what moved before they listened."""

from __future__ import annotations

import re
import secrets
import threading
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from weakref import WeakKeyDictionary

from app.kernel.db.database import Database
from app.kernel.times import clock

WAITING = 200
MOST_EACH = 6
KEPT = 2000
EVERYTHING = ""
# Clocks of several servers differ, and what one of them commits is heard by the others a little later.
MARGIN = timedelta(seconds=5)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MARK = re.compile(r"(?P<name>[0-9a-f]{8})-(?P<moved>[0-9]{1,12})-(?P<moment>[0-9]{1,14})")


class Full(Exception):
    """As many streams are open in this process as it may hold."""


class Subscription:
    """One open stream: the topics that moved since it last looked, each once."""

    def __init__(self, wanted: frozenset[str] | None, who: str = "", mark: str = "") -> None:
        self._wanted = wanted
        self.mark = mark
        self.who = who
        self._moved: dict[str, str] = {}
        self._news = threading.Condition()
        self._closed = False

    def put(self, moved: Iterable[tuple[str, str]]) -> None:
        """Note topics that moved and the mark each left, oldest first, once if wanted; too many become EVERYTHING."""
        with self._news:
            for topic, mark in moved:
                if self._wanted is None or topic in self._wanted or topic == EVERYTHING:
                    self._moved.pop(topic, None)
                    self._moved[topic] = mark
                    if len(self._moved) > WAITING:
                        self._moved = {EVERYTHING: mark}
            self._news.notify()

    def close(self) -> None:
        """End the stream."""
        with self._news:
            self._closed = True
            self._news.notify()

    def get(self, seconds: float) -> list[tuple[str, str]] | None:
        """Wait for topics that moved, with marks: an empty list when none did in time, None when the stream has ended.

        Whoever was told one, and all before it in order, knows what moved until its mark.
        """
        with self._news:
            if not self._moved and not self._closed:
                self._news.wait(seconds)
            if self._closed:
                return None
            moved, self._moved = list(self._moved.items()), {}
            return moved


class Hub:
    """The streams of one process; `publish` reaches all of them.

    A page is older than the stream that is opened for it. So each page carries the `mark` of its request, and the
    stream begins with what moved since that mark: the last `KEPT` topics are known, with the number and moment of each.
    """

    def __init__(self, margin: timedelta = timedelta(0)) -> None:
        self._open: set[Subscription] = set()
        self._lock = threading.Lock()
        self._margin = margin
        self._recent: deque[tuple[int, datetime, str]] = deque(maxlen=KEPT)
        self._moved = 0
        self._name, self._born = secrets.token_hex(4), clock.now()

    def mark(self) -> str:
        """Give where this process stands now, as a page carries it: its name, what moved so far, and the moment."""
        return self._mark(self._moved, self._now())

    def subscribe(self, wanted: frozenset[str] | None, most: int, who: str = "", since: str = "") -> Subscription:
        """Open a stream on these topics (None: all) for somebody, told first what moved since a mark.

        Raises Full when there are `most` already, or when this person has `MOST_EACH` of them: nobody takes all.
        """
        with self._lock:
            own = sum(1 for one in self._open if who and one.who == who)
            if len(self._open) >= most or own >= MOST_EACH:
                raise Full
            subscription = Subscription(wanted, who, since if MARK.fullmatch(since) else self.mark())
            self._open.add(subscription)
            subscription.put(self._since(since))
            return subscription

    def _since(self, mark: str) -> list[tuple[str, str]]:
        """Give what moved since a mark; EVERYTHING where that is not known any more. Marks of others go by moments."""
        found, everything = MARK.fullmatch(mark), [(EVERYTHING, self.mark())]
        if found is None:
            return everything if mark else []
        first = self._recent[0][0] if self._recent else self._moved + 1
        if found["name"] == self._name:
            seen = int(found["moved"])
            whole = first - 1 <= seen <= self._moved
            return [self._told(*one) for one in self._recent if one[0] > seen] if whole else everything
        moment = EPOCH + timedelta(milliseconds=int(found["moment"])) - self._margin
        whole = self._born <= moment <= self._now() and (first == 1 or self._recent[0][1] < moment)
        return [self._told(*one) for one in self._recent if one[1] >= moment] if whole and self._margin else everything

    def _now(self) -> datetime:
        """Give the moment, never before what moved last: a clock that is set back loses nothing."""
        now = clock.now()
        return max(now, self._recent[-1][1]) if self._recent else now

    def _told(self, number: int, at: datetime, topic: str) -> tuple[str, str]:
        return topic, self._mark(number, at)

    def _mark(self, number: int, at: datetime) -> str:
        return f"{self._name}-{number}-{int(at.timestamp() * 1000)}"

    def leave(self, subscription: Subscription) -> None:
        """Forget a stream that has ended."""
        with self._lock:
            self._open.discard(subscription)

    def publish(self, topics: Iterable[str]) -> None:
        """Tell every stream of this process that these topics moved."""
        told = tuple(topics)
        with self._lock:
            now = self._now()
            fresh = [(self._moved + n, now, topic) for n, topic in enumerate(told, 1)]
            self._moved += len(fresh)
            self._recent.extend(fresh)
            moved = [self._told(*one) for one in fresh]
            for subscription in self._open:
                subscription.put(moved)

    def missed(self) -> None:
        """Say that this process heard nothing for a while: older marks mean nothing, and everything may have moved."""
        with self._lock:
            self._recent.clear()
            self._moved = 0
            self._name, self._born = secrets.token_hex(4), clock.now()
            for subscription in self._open:
                subscription.put([(EVERYTHING, self.mark())])

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
            _hubs[database] = Hub(timedelta(0) if database.is_sqlite else MARGIN)
        return _hubs[database]
