"""GET /live: the stream of a signed-in person."""

from __future__ import annotations

import time
from collections.abc import Iterator
from socket import MSG_DONTWAIT, MSG_PEEK, socket

import orjson
from flask import Response, g, jsonify, request

from app.kernel.database import Database
from app.kernel.errors import Forbidden, StepwellError, Unauthorized
from app.kernel.live import listener
from app.kernel.live.hub import EVERYTHING, Full, Subscription, hub_of
from app.kernel.live.topics import may_hear, split
from app.kernel.policy import Actor
from app.kernel.unit import unit_of_work
from app.kernel.web import StepwellApp, stepwell, without_unit

HEARTBEAT = 15.0
LOOK = 1.0
LONGEST = 1800.0
RETRY = 10


class Busy(StepwellError):
    """As many live streams are open as this process may hold; pages fall back to asking now and then."""

    status = 503
    title = "Just a moment"


def register(app: StepwellApp) -> None:
    """Offer /live, and end its streams when the process ends."""
    app.add_url_rule("/live", "live", _live)
    app.before_request(_note)
    app.context_processor(lambda: {"live_mark": g.get("live_mark", "")})
    app.closing.append(lambda: _close(app.database))


def most_streams(threads: int) -> int:
    """Give how many streams may be open: each holds a thread, and half of the threads stay for pages."""
    return max(1, threads // 2)


def _note() -> None:
    """Note where the process stands before anything is read: what moves from here on may not be on the page."""
    g.live_mark = hub_of(stepwell().database).mark()


@without_unit
def _live() -> Response:
    try:
        return _open()
    except StepwellError as error:
        # Told as JSON, since no page shows the answer of a stream.
        answer = jsonify(error.problem())
        answer.status_code, answer.content_type = error.status, "application/problem+json"
        answer.headers.update({"Retry-After": str(RETRY)} if isinstance(error, Busy) else {})
        return answer


def _open() -> Response:
    app = stepwell()
    with unit_of_work(app.database, readonly=True) as session:
        actor = app._who(session)
        if actor.is_anonymous:
            raise Unauthorized("SIGN_IN", "Expected you to be signed in for live pages. Sign in and reload the page.")
        if actor.scopes is not None and not {"all", "read"} & actor.scopes:
            words = "Expected a token of the scope read, but this one has another. Make another one on your own page."
            raise Forbidden("OUT_OF_SCOPE", words)
        asked = split(request.args.get("topics", ""))
        wanted = frozenset(topic for topic in asked if may_hear(session, actor, topic)) if asked else None
    listener.listen(app.database)
    try:
        since = request.headers.get("Last-Event-ID") or request.args.get("since", "")
        subscription = hub_of(app.database).subscribe(wanted, most_streams(app.settings.threads), actor.id, since)
    except Full:
        words = "Expected room for another live stream, but all are in use. The page looks for news by itself instead."
        raise Busy("TOO_MANY_STREAMS", words) from None
    line = request.environ.get("gunicorn.socket")
    stream = _Stream(app.database, actor, subscription, wanted is None, line)
    answer = Response(stream, mimetype="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _close(database: Database) -> None:
    hub_of(database).close()
    listener.stop(database)


def _hung_up(line: socket | None) -> bool:
    """Whether the browser closed its end: a page that was left must not hold a stream until the next heartbeat."""
    if line is None:
        return False
    try:
        return line.recv(1, MSG_PEEK | MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _id(mark: str) -> bytes:
    """Give the line by which a browser knows where it was when the stream broke, and asks for what came since."""
    return f"id: {mark}\n".encode()


class _Stream:
    """The body of the answer; forgets its subscription when it ends, even if it never began."""

    def __init__(
        self, database: Database, actor: Actor, subscription: Subscription, check: bool, line: socket | None
    ) -> None:
        self._database = database
        self._actor = actor
        self._subscription = subscription
        self._allowed: dict[str, bool] | None = {} if check else None
        self._until = time.monotonic() + LONGEST
        self._line = line

    def __iter__(self) -> Iterator[bytes]:
        yield b"retry: 3000\n: welcome\n" + _id(self._subscription.mark) + b"\n"
        spoke = time.monotonic()
        while time.monotonic() < self._until:
            moved = self._subscription.get(LOOK)
            if moved is None or _hung_up(self._line):
                return
            told = [topic for topic in moved if self._may(topic)]
            if told:
                mark = _id(self._subscription.mark)
                yield b"".join(b"event: ping\n" + mark + b"data: " + orjson.dumps({"topic": t}) + b"\n\n" for t in told)
                spoke = time.monotonic()
            elif time.monotonic() - spoke > HEARTBEAT:
                yield b": still here\n\n"
                spoke = time.monotonic()

    def close(self) -> None:
        """Called by the server when the answer has ended, for whatever reason."""
        hub_of(self._database).leave(self._subscription)

    def _may(self, topic: str) -> bool:
        if self._allowed is None or topic == EVERYTHING:
            return True
        if topic not in self._allowed:
            with unit_of_work(self._database, readonly=True) as session:
                self._allowed[topic] = may_hear(session, self._actor, topic)
        return self._allowed[topic]
