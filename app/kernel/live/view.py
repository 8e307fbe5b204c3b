"""GET /live: the stream of a signed-in person."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from socket import MSG_DONTWAIT, MSG_PEEK, socket

import orjson
from flask import Response, copy_current_request_context, g, jsonify, request
from sqlalchemy.orm import Session

from app.kernel.db.database import Database
from app.kernel.db.outages import Outage
from app.kernel.db.transactions import transaction
from app.kernel.db.unit_of_work import unit_of_work
from app.kernel.errors import Forbidden, StepwellError, Unauthorized
from app.kernel.http.application import StepwellApp, stepwell
from app.kernel.i18n import _
from app.kernel.live import listener
from app.kernel.live.hub import EVERYTHING, Full, Subscription, hub_of
from app.kernel.live.topics import may_hear, split
from app.kernel.policy import Actor

Who = Callable[[Session], Actor]
HEARTBEAT = 15.0
LOOK = 1.0
LONGEST = 1800.0
RETRY = 10


class Busy(StepwellError):
    """As many live streams are open as this process may hold; pages fall back to asking now and then."""

    status = 503
    title: str = _("Just a moment")


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


@transaction("none")
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
            raise Unauthorized(
                "SIGN_IN", _("Expected you to be signed in for live pages. Sign in and reload the page.")
            )
        if actor.scopes is not None and not {"all", "read"} & actor.scopes:
            words = _(
                "Expected a token of the scope read, but this one has another. Make another one on your own page."
            )
            raise Forbidden("OUT_OF_SCOPE", words)
        asked = split(request.args.get("topics", ""))
        wanted = frozenset(topic for topic in asked if may_hear(session, actor, topic)) if asked else None
    listener.listen(app.database)
    try:
        since = request.headers.get("Last-Event-ID") or request.args.get("since", "")
        subscription = hub_of(app.database).subscribe(wanted, most_streams(app.settings.threads), actor.id, since)
    except Full:
        words = _(
            "Expected room for another live stream, but all are in use. The page looks for news by itself instead."
        )
        raise Busy("TOO_MANY_STREAMS", words) from None
    line = request.environ.get("gunicorn.socket")
    stream = _Stream(app.database, actor, copy_current_request_context(app._who), subscription, line)
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


def _ping(topic: str, mark: str) -> bytes:
    return b"event: ping\n" + _id(mark) + b"data: " + orjson.dumps({"topic": topic}) + b"\n\n"


class _Stream:
    """The body of the answer; forgets its subscription when it ends, even if it never began.

    Who listens may lose what they were allowed when the stream began: each time something is to be told, and at each
    heartbeat, it is asked anew who they are and what they may hear.
    """

    def __init__(
        self, database: Database, actor: Actor, again: Who, subscription: Subscription, line: socket | None
    ) -> None:
        self._database = database
        self._actor = actor
        self._again = again
        self._subscription = subscription
        self._until = time.monotonic() + LONGEST
        self._line = line

    def __iter__(self) -> Iterator[bytes]:
        yield b"retry: 3000\n: welcome\n" + _id(self._subscription.mark) + b"\n"
        spoke = time.monotonic()
        while time.monotonic() < self._until:
            moved = self._subscription.get(LOOK)
            if moved is None or _hung_up(self._line):
                return
            quiet = time.monotonic() - spoke > HEARTBEAT
            try:
                told = self._may_hear(moved) if moved or quiet else []
            except Outage:
                return  # the browser connects again, and asks for what came since
            if told is None:
                return
            if told:
                yield b"".join(_ping(topic, mark) for topic, mark in told)
                spoke = time.monotonic()
            elif quiet:
                yield b": still here\n\n"
                spoke = time.monotonic()

    def close(self) -> None:
        """Called by the server when the answer has ended, for whatever reason."""
        hub_of(self._database).leave(self._subscription)

    def _may_hear(self, moved: list[tuple[str, str]]) -> list[tuple[str, str]] | None:
        """Give those of these topics that may be told now; None where the same person is signed in here no more."""
        with unit_of_work(self._database, readonly=True) as session:
            try:
                actor = self._again(session)
            except Unauthorized:
                return None
            if actor.id != self._actor.id:
                return None
            return [one for one in moved if one[0] == EVERYTHING or may_hear(session, actor, one[0])]
