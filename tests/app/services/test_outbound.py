# ruff: noqa: E501 - lists of cases
"""What leaves the house: vetted addresses only, one resolution, limited in time and size."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.services.connectors import addresses
from app.services.outbound import NoAnswer, NotAllowed, ask, vetted
from app.services.outbound.addresses import may_reach
from app.services.outcomes import wait_before
from app.services.vault import Redactor
from tests.support.awaiting import BOUND
from tests.support.servers import Target

LOOPBACK = ["127.0.0.1", "2130706433", "0x7f.1", "127.1", "0.0.0.0", "localhost", "[::1]", "[::ffff:127.0.0.1]"]


@pytest.mark.parametrize("host", LOOPBACK)
def test_no_spelling_of_loopback_is_reached(host: str, http_target: Target) -> None:
    with pytest.raises((NotAllowed, NoAnswer)):
        ask("GET", f"http://{host}:{http_target.port}/", {}, None, seconds=2)
    assert http_target.requests == []


@pytest.mark.parametrize(
    ("address", "outside", "inside"),
    [
        ("93.184.216.34", True, True), ("2606:2800:220:1::1", True, True), ("10.1.2.3", False, True),
        ("192.168.0.9", False, True), ("100.64.0.1", False, True), ("fd00::1", False, True), ("::1", False, True),
        ("169.254.169.254", False, False), ("fe80::1", False, False), ("0.0.0.0", False, False),
        ("224.0.0.1", False, False), ("255.255.255.255", False, False), ("::ffff:169.254.169.254", False, False),
        ("::ffff:10.0.0.1", False, True), ("64:ff9b::a9fe:a9fe", False, False), ("64:ff9b::7f00:1", False, True),
        ("2002:7f00:1::", False, True), ("fd00:ec2::254", False, False), ("100.100.100.200", False, False),
         ("::7f00:1", False, True), ("::", False, False), ("::ffff:0:7f00:1", False, True),
        ("::ffff:0:a9fe:a9fe", False, False), ("2606:4700::5efe:7f00:1", False, True), ("168.63.129.16", False, False),
        ("2606:4700::200:5efe:a9fe:a9fe", False, False), ("fd20:ce::254", False, False), ("3fff::1", False, False),
    ],
)  # fmt: skip
def test_which_addresses_may_be_reached(address: str, outside: bool, inside: bool) -> None:
    assert (may_reach(address), may_reach(address, private=True)) == (outside, inside)


def test_a_name_that_changes_its_mind_is_resolved_once(monkeypatch: pytest.MonkeyPatch, http_target: Target) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])
    asked: list[str] = []
    connected: list[tuple[str, int]] = []

    def resolve(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        if host == "rebinding.example":
            asked.append(host)
            host = next(answers)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    with pytest.raises(NoAnswer):
        ask("GET", f"http://rebinding.example:{http_target.port}/", {}, None, seconds=2)
    assert asked == ["rebinding.example"]
    assert connected == [("93.184.216.34", http_target.port)]


def test_a_resolver_that_never_answers_holds_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr("app.services.outbound.addresses.LOOK_UP_SECONDS", 0.05)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: answered.wait(BOUND) and [])
    try:
        with pytest.raises(NoAnswer, match="cannot be resolved"):
            ask("GET", "http://slow.example/", {}, None, seconds=2)
    finally:
        answered.set()


def test_a_name_that_cannot_be_found_is_no_answer() -> None:
    with pytest.raises(NoAnswer):
        ask("GET", "http://nobody.invalid/", {}, None, seconds=2)
    with pytest.raises(OSError, match="cannot be resolved"):
        vetted("nobody.invalid", 80)


@contextmanager
def dripping(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that answers as `talk` does."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                talk(connection)
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        listener.close()
        thread.join(5)


def drip_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(100):
        connection.sendall(f"X-{number}: y\r\n".encode())
        time.sleep(0.1)


def drip_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.1)


def flood(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    for _ in range(40):
        connection.sendall(b"x" * 65536)


@pytest.mark.parametrize(("talk", "words"), [(drip_headers, "within 1"), (drip_body, "within 1"), (flood, "at most")])
def test_slow_and_large_answers_are_cut_off(talk: Callable[[socket.socket], None], words: str) -> None:
    with dripping(talk) as url, pytest.raises(NoAnswer, match=words):
        ask("GET", url, {}, None, seconds=1, private=True)


@pytest.mark.parametrize("name", ["Host", "Content-Length", "Transfer-Encoding", "Connection"])
def test_headers_that_frame_a_request_are_ours(name: str, http_target: Target) -> None:
    ask("POST", http_target.url + "/a b?x=1", {name: "evil", "X-Other": "1"}, b"abc", seconds=BOUND, private=True)
    (asked,) = http_target.requests
    assert "evil" not in asked["headers"].values()
    assert (asked["body"], asked["headers"]["X-Other"]) == (b"abc", "1")


def test_a_line_break_in_a_header_is_refused(http_target: Target) -> None:
    with pytest.raises(NoAnswer):
        ask("GET", http_target.url, {"X": "a\r\nY: b"}, None, seconds=2, private=True)
    assert http_target.requests == []


@pytest.mark.parametrize(
    ("url", "covered"),
    [
        ("https://api.example/v1", True), ("https://api.example/v1/x?y=1", True), ("https://API.example:443/v1/x", True),
        ("https://api.example/v10", False), ("http://api.example/v1", False), ("https://api.example:8443/v1", False),
        ("https://api.example.evil/v1", False), ("https://api.example@evil/v1", False), ("https://evil/https://api.example/v1", False),
        ("https://api.example/v1/../admin", False), ("https://api.example/v1/%2e%2e/admin", False),
        ("https://api.example/v1/%252e%252e/admin", False), ("https://api.example/v1\\..\\x", False), ("file:///etc/passwd", False),
        ("https://api.example/v1/..%2fadmin", False), ("https://api.example/v1/..;/admin", False), ("", False), ("https://[::1", False),
    ],
)  # fmt: skip
def test_what_lies_under_an_address(url: str, covered: bool) -> None:
    assert addresses.covers("https://api.example/v1/", url) is covered


def test_waits_grow_and_vary() -> None:
    waits = [[wait_before(n).total_seconds() for _ in range(20)] for n in (1, 2, 3, 9)]
    assert all(1.5 <= w <= 2.5 for w in waits[0]) and all(24 <= w <= 40 for w in waits[2])
    assert max(waits[3]) <= 750 and len(set(waits[1])) > 1
    assert wait_before(1, 120).total_seconds() == 120 and wait_before(1, 10**6).total_seconds() == 3600


def test_the_redactor_knows_the_spellings() -> None:
    redactor = Redactor(['a"b/c d'])
    said = redactor.text('a"b/c d | YSJiL2MgZA== | a%22b%2Fc%20d | a%22b%2Fc+d | a\\"b/c d')
    assert said == "••• | ••• | ••• | ••• | •••"
    assert redactor.data({'a"b/c d': ['x a"b/c d']}) == {"•••": ["x •••"]}
