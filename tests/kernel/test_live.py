"""Live streams: told after the commit and never before, only to those who may hear, in every process, with a cap."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import pytest
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from app.kernel import live
from app.kernel.db.database import Database
from app.kernel.db.unit_session import undo
from app.kernel.http import problems
from app.kernel.http.application import StepwellApp
from app.kernel.live import view
from app.kernel.live.hub import MOST_EACH, Full
from app.kernel.pages import templating
from app.kernel.policy import ANONYMOUS, Actor
from app.kernel.settings import Settings
from tests.support.awaiting import BOUND, ended, until
from tests.support.counting import count_statements
from tests.support.ports import HOST
from tests.support.serving import serving

Unit = Callable[[], AbstractContextManager[Session]]
ANA = Actor("01hzzzzzzzzzzzzzzzzzzzzana", "Ana")


def application(database: Database, settings: Settings, who: list[Actor]) -> StepwellApp:
    """Give an application that has nothing but live streams and takes everybody for one person."""
    app = StepwellApp("app")
    app.settings, app.database = settings, database
    app.authenticators.append(lambda session: who[0])
    problems.register(app)
    templating.register(app)
    live.register(app)
    return app


@pytest.fixture
def who() -> list[Actor]:
    """Who everybody is taken for: Ana, until a test says otherwise."""
    return [ANA]


@pytest.fixture
def site(database: Database, who: list[Actor]) -> Iterator[str]:
    """Serve it on loopback, with room for two streams."""
    app = application(database, Settings(threads=4, testing=True), who)
    server = make_server(HOST, 0, app, threaded=True)
    server.daemon_threads = True
    with serving(server):
        yield f"http://{HOST}:{server.server_port}"
        for close in app.closing:
            close()


class Stream:
    """A browser's open stream and the topics it heard."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        connection = http.client.HTTPConnection(where.netloc, timeout=BOUND)
        connection.request("GET", f"{where.path}?{where.query}")
        self._socket = connection.sock
        self.answer = connection.getresponse()
        self.heard: list[str] = []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        try:
            for line in self.answer:
                self.heard.append(line.decode().strip())
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            return

    def close(self) -> None:
        """Leave as a closed browser tab does."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self.answer.close()

    def end(self) -> None:
        """Wait until the server ends the stream."""
        ended(self._thread)

    def hears(self, text: str) -> bool:
        """Whether it heard a line with this text."""
        return any(text in line for line in self.heard)

    def wait(self, text: str) -> None:
        """Wait for a line with this text."""
        until(lambda: self.hears(text), f"{text} on a stream", told=lambda: str(self.heard))


@pytest.fixture
def streams(site: str) -> Iterator[Callable[[str], Stream]]:
    opened: list[Stream] = []

    def begin(query: str = "") -> Stream:
        opened.append(Stream(f"{site}/live{query}"))
        opened[-1].wait("welcome")
        return opened[-1]

    yield begin
    for stream in opened:
        stream.close()


@pytest.fixture
def told(database: Database) -> Callable[[Stream], None]:
    """Give what tells a stream something and waits until it was heard: what was told before was heard by then."""
    live.allow_topic("told", lambda session, actor, what: True)

    def tell(stream: Stream) -> None:
        live.hub_of(database).publish(["told:now"])
        stream.wait("told:now")

    return tell


def test_a_ping_is_heard_after_the_commit_only(
    unit: Unit, streams: Callable[..., Stream], told: Callable[[Stream], None]
) -> None:
    stream = streams(f"?topics=person:{ANA.id},told:now")
    with unit() as session:
        live.ping(session, f"person:{ANA.id}")
        told(stream)
        assert not stream.hears("person")
    stream.wait(f'{{"topic":"person:{ANA.id}"}}')
    assert "event: ping" in stream.heard


def test_a_ping_of_an_undone_transaction_is_never_heard(
    unit: Unit, streams: Callable[..., Stream], told: Callable[[Stream], None]
) -> None:
    stream = streams()
    with pytest.raises(ZeroDivisionError), unit() as session:
        live.ping(session, f"person:{ANA.id}")
        _ = 1 / 0
    with unit() as session:
        live.ping(session, f"person:{ANA.id}")
        undo(session)
    told(stream)
    assert not stream.hears("person")


@pytest.mark.parametrize("query", ["", "?topics=person:bob,thing:1,thing:2,unknown:1"])
def test_only_what_one_may_hear_is_heard(unit: Unit, streams: Callable[..., Stream], query: str) -> None:
    live.allow_topic("thing", lambda session, actor, what: what == "1")
    stream = streams(query)
    with unit() as session:
        live.ping(session, "person:bob", "thing:2", "unknown:1", "thing:1")
    stream.wait("thing:1")
    assert not [line for line in stream.heard if "bob" in line or "thing:2" in line or "unknown" in line]


@pytest.mark.parametrize("query", ["", "?topics=thing:1"])
def test_what_one_may_hear_no_more_is_not_told(unit: Unit, streams: Callable[..., Stream], query: str) -> None:
    may = {"1": True, "2": True}
    live.allow_topic("thing", lambda session, actor, what: may[what])
    stream = streams(query.replace("thing:1", "thing:1,thing:2"))
    with unit() as session:
        live.ping(session, "thing:1")
    stream.wait("thing:1")
    may["1"], heard = False, len(stream.heard)
    with unit() as session:
        live.ping(session, "thing:1", "thing:2")
    stream.wait("thing:2")
    assert not any("thing:1" in line for line in stream.heard[heard:])


@pytest.mark.parametrize("now", [ANONYMOUS, Actor("01hzzzzzzzzzzzzzzzzzzzzben", "Ben")])
def test_a_stream_ends_with_the_session_it_was_opened_in(
    unit: Unit, who: list[Actor], streams: Callable[..., Stream], now: Actor
) -> None:
    stream = streams()
    who[:] = [now]
    with unit() as session:
        live.ping(session, f"person:{ANA.id}", f"person:{now.id}")
    stream.end()
    assert not any("person" in line for line in stream.heard)


def test_past_the_cap_is_a_503_that_says_when_to_come_back(site: str, streams: Callable[..., Stream]) -> None:
    streams(), streams()
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(f"{site}/live"))
    assert refused.value.code == 503
    assert refused.value.headers["Retry-After"] == "10"
    refused.value.close()


def test_the_answer_is_a_stream_that_no_proxy_holds_back(streams: Callable[..., Stream]) -> None:
    headers = streams().answer.headers
    assert headers["Content-Type"].startswith("text/event-stream")
    assert headers["X-Accel-Buffering"] == "no"
    assert headers["Cache-Control"] == "no-store"


def test_a_quiet_stream_has_a_heartbeat(monkeypatch: pytest.MonkeyPatch, streams: Callable[..., Stream]) -> None:
    monkeypatch.setattr(view, "HEARTBEAT", 0.1)
    stream = streams()
    stream.wait("still here")
    assert ": still here" in stream.heard


def test_nobody_may_listen_without_signing_in(database: Database) -> None:
    app = application(database, Settings(testing=True), [ANONYMOUS])
    assert app.test_client().get("/live").status_code == 401


def test_a_left_stream_makes_room(
    database: Database, monkeypatch: pytest.MonkeyPatch, streams: Callable[..., Stream]
) -> None:
    monkeypatch.setattr(view, "HEARTBEAT", 0.05)
    stream = streams()
    assert len(live.hub_of(database)) == 1
    stream.close()
    until(lambda: len(live.hub_of(database)) == 0, "the stream that was left to make room")


@pytest.mark.databases("postgresql")
def test_another_process_is_heard(database_url: str, streams: Callable[..., Stream]) -> None:
    stream = streams()
    other = Database(database_url)
    from app.kernel.db.unit_of_work import unit_of_work

    with unit_of_work(other) as session:
        live.ping(session, *(f"person:{ANA.id}" for _ in range(3)))
    other.close()
    stream.wait(f"person:{ANA.id}")


def test_any_number_of_pings_is_one_statement_at_most(database: Database, unit: Unit) -> None:
    with count_statements(database) as counted, unit() as session:
        for n in range(50):
            live.ping(session, f"process:{n}")
    assert len(counted) <= (0 if database.is_sqlite else 1), counted


def test_nobody_holds_all_streams(database: Database) -> None:
    hub = live.hub_of(database)
    own = [hub.subscribe(None, 99, "ana") for _ in range(MOST_EACH)]
    with pytest.raises(Full):
        hub.subscribe(None, 99, "ana")
    hub.leave(own[0])
    hub.subscribe(None, 99, "ana")
    hub.subscribe(None, 99, "ben")
    with pytest.raises(Full):
        hub.subscribe(None, MOST_EACH + 1, "cleo")
    hub.close()


def test_a_page_older_than_its_stream_misses_nothing(
    database: Database, unit: Unit, streams: Callable[..., Stream]
) -> None:
    streams()  # from here on this process hears what all say
    page = live.hub_of(database).mark()
    with unit() as session:
        live.ping(session, f"person:{ANA.id}")
    stream = streams(f"?topics=person:{ANA.id}&since={page}")
    stream.wait(ANA.id)
    assert any(line.startswith("id: ") for line in stream.heard)
