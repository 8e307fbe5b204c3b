"""One request to one vetted address."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import quote, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from app.kernel.i18n import _, ngettext
from app.services.outbound.addresses import vetted
from app.services.outcomes import said

LARGEST = 1_000_000
CHUNK = 65_536
OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"})


class NoAnswer(Exception):
    """There was no whole answer; whether the request took effect is not known."""


@dataclass(frozen=True)
class Answer:
    """What a service answered; header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, *, seconds: float, private: bool = False,
    largest: int = LARGEST,
) -> Answer:  # fmt: skip
    """Send a request and give the answer; NotAllowed, or NoAnswer where it took too long, was too large or failed."""
    parts = urlsplit(url)
    host, secure = (parts.hostname or "").encode("idna").decode(), parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    try:
        address = vetted(host, port, private=private)
    except OSError as error:
        raise NoAnswer(said(error)) from error
    connection = _connection(address, port, host, seconds, secure)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~") + (f"?{parts.query}" if parts.query else "")
    sent = {name: value for name, value in headers.items() if name.lower() not in OURS}
    named = f"[{host}]" if ":" in host else host
    sent |= {"Host": named if parts.port in (None, 443 if secure else 80) else f"{named}:{port}"}
    return _exchange(connection, method, target, sent, body, seconds, largest)


def _connection(address: str, port: int, host: str, seconds: float, secure: bool) -> Any:
    if not secure:
        return HTTPConnection(address, port, timeout=seconds)
    context = ssl.create_default_context()
    return HTTPSConnection(
        address, port, timeout=seconds, server_hostname=host, assert_hostname=host, ssl_context=context
    )


def _exchange(
    connection: Any, method: str, target: str, headers: Mapping[str, str], body: bytes | None, seconds: float,
    largest: int,
) -> Answer:  # fmt: skip
    """Exchange request and answer; a clock beside ends it when its time is over, however slowly bytes still drip."""
    over = threading.Event()

    def end() -> None:
        over.set()
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(SHUT_RDWR)

    clock = threading.Timer(seconds, end)
    clock.daemon = True
    clock.start()
    try:
        connection.request(
            method, target, body=body, headers={"Accept-Encoding": "identity", "User-Agent": "Stepwell", **headers},
            preload_content=False, decode_content=False,
        )  # fmt: skip
        answer = connection.getresponse()
        headers_of, whole = {k.lower(): v for k, v in answer.headers.items()}, _read(answer, largest)
        if over.is_set():
            raise TimeoutError
        return Answer(answer.status, headers_of, whole)
    except (OSError, HTTPException, urllib3.exceptions.HTTPError, ValueError, AttributeError) as error:
        if over.is_set() or isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
            raise NoAnswer(
                ngettext(
                    "Expected an answer within {n} second, but none came.",
                    "Expected an answer within {n} seconds, but none came.",
                    int(seconds) if seconds == int(seconds) else seconds,  # type: ignore[arg-type]
                )
            ) from error
        raise NoAnswer(
            _("Expected an answer, but the connection failed: {error}.", error=type(error).__name__)
        ) from error
    finally:
        clock.cancel()
        connection.close()


def _read(answer: Any, largest: int) -> bytes:
    if answer.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
        raise NoAnswer(_("Expected an answer that is not compressed, as was asked, but it is."))
    body = b""
    while chunk := answer.read(CHUNK):
        body += chunk
        if len(body) > largest:
            raise NoAnswer(_("Expected an answer of at most {most} bytes, but it is larger.", most=largest))
    return body
