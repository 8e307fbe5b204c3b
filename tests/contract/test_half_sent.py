"""Requests that come in pieces, or never whole: they take no thread, and what is whole is answered as ever."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.gathering import Replay
from app.commands.half_sent import IN_MEMORY, LARGEST_HEAD, Chunks, Gathered
from tests.support import servers
from tests.support.servers import Server

HEAD = b"POST /x HTTP/1.1\r\nHost: x\r\n"
BODIES = {
    "length": HEAD + b"Content-Length: 11\r\n\r\nhello world",
    "nothing": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n\r\n0\r\n\r\r\n0\r\nA: b\r\n\r\n",
}


@given(st.sampled_from(sorted(BODIES)), st.lists(st.integers(1, 30), max_size=30), st.binary(max_size=20))
def test_a_request_is_whole_exactly_when_its_last_byte_came(name: str, cuts: list[int], after: bytes) -> None:
    whole, at = BODIES[name], 0
    with contextlib.closing(Gathered(1000, 0.0)) as gathered:
        for cut in [*cuts, len(whole)]:
            piece = whole[at : at + cut]
            at += len(piece)
            gathered.feed(piece + (after if at == len(whole) else b""), 1.0)
            assert gathered.complete is (at == len(whole))
            if gathered.complete:
                break
        head, body = gathered.parts()
        assert head + body.read() == whole + after


@given(st.binary(max_size=60))
def test_what_is_no_chunk_ends_or_goes_on_but_never_fails(piece: bytes) -> None:
    chunks = Chunks()
    assert 0 <= chunks.feed(piece) <= len(piece)


def test_heads_bodies_and_times_are_bounded() -> None:
    with contextlib.closing(Gathered(1000, 0.0)) as endless:
        endless.feed(b"GET / HTTP/1.1\r\n" + b"A" * LARGEST_HEAD, 0.0)
        assert endless.too_large
    with contextlib.closing(Gathered(1000, 0.0)) as large:
        large.feed(HEAD + b"Content-Length: 1001\r\n\r\n", 0.0)
        assert large.complete, "the application refuses it by its length, without reading it"
    with contextlib.closing(Gathered(100_000, 0.0)) as slow:
        assert slow.deadline == 10
        slow.feed(HEAD + b"Content-Length: 100000\r\n\r\n", 5.0)
        assert slow.deadline == 25
        slow.feed(b"a" * 50_000, 20.0)
        assert slow.deadline == 30, "what has come buys time, not what is said to come"
    with contextlib.closing(Gathered(100_000_000, 0.0)) as endless:
        endless.feed(HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\na", 1.0)
        assert endless.deadline < 22


@pytest.mark.parametrize("lengths", [b"0000000000000100", b"+5", b"5, 5", b"five", b"", b"5\r\nContent-Length: 5"])
def test_a_length_that_readers_could_take_for_another_is_refused(lengths: bytes) -> None:
    with contextlib.closing(Gathered(1000, 0.0)) as gathered:
        gathered.feed(HEAD + b"Content-Length: " + lengths + b"\r\n\r\nhello", 0.0)
        assert gathered.unreadable


def test_a_request_that_came_whole_asks_the_line_for_nothing_more() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, contextlib.closing(Gathered(1000, 0.0)) as gathered:
        gathered.feed(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\n\n", 0.0)
        assert gathered.complete
        replay = Replay(ours, gathered)
        assert replay.read(1000).endswith(b"0\n\n")
        assert replay.read(1) == b"", "a thread would wait here for as long as the client likes"


@pytest.fixture
def small(database_url: str, tmp_path: Path) -> Iterator[Server]:
    """A server with four threads."""
    with servers.running(tmp_path / "data", database_url, STEPWELL_THREADS="4") as started:
        yield started


def ok(server: Server) -> bool:
    with urllib.request.urlopen(server.url + "/healthz", timeout=60) as answer:
        return bool(answer.status == 200)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    "sent",
    [b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ", HEAD + b"Content-Length: 1000\r\n\r\na",
     HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\na"],
    ids=["silent", "one byte", "half a head", "half a body", "half a chunk"],
)  # fmt: skip
def test_half_sent_requests_stop_nobody(small: Server, sent: bytes) -> None:
    with ExitStack() as open_lines:
        for _ in range(64):
            line = open_lines.enter_context(socket.create_connection(("127.0.0.1", small.port), timeout=60))
            line.sendall(sent)
        assert all(ok(small) for _ in range(8))


@pytest.mark.databases("sqlite")
def test_whole_requests_are_answered_however_they_come(small: Server) -> None:
    with socket.create_connection(("127.0.0.1", small.port), timeout=60) as line:
        for byte in b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n":
            line.sendall(bytes([byte]))
        assert b"200 OK" in line.recv(100)
    again = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", small.port), timeout=60) as line:
        line.sendall(again * 2 + again.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert b"".join(iter(lambda: line.recv(10_000), b"")).count(b"200 OK") == 3, "requests behind one another"
    with socket.create_connection(("127.0.0.1", small.port), timeout=60) as line:
        line.sendall(HEAD.replace(b"/x", b"/api/v1/messages") + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        assert b"100 Continue" in line.recv(100)
        line.sendall(b"{}")
        assert b"401" in line.recv(1000)


@pytest.mark.databases("sqlite")
def test_large_bodies_arrive_whole_on_kept_connections(small: Server) -> None:
    text = json.dumps({"name": "x", "data": {"long": "y" * (IN_MEMORY * 3)}})
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", small.port, timeout=60)) as connection:
        for body in (text, iter([text.encode()])):
            chunked = not isinstance(body, str)
            connection.request(
                "POST", "/api/v1/messages", body, {"Content-Type": "application/json"}, encode_chunked=chunked
            )
            answer = connection.getresponse()
            assert (answer.status, json.loads(answer.read())["code"]) == (401, "SIGN_IN")
        connection.request("POST", "/api/v1/messages", None, {"Content-Length": "9999999999999"})
        assert connection.getresponse().status in (401, 413), "what is larger than anything is refused unread"
