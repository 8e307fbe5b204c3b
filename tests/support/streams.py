"""A live stream as a browser holds it: opened again whenever it ends."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.support.rest import Rest


class Stream:
    """Which topics moved, and how often the stream was opened."""

    def __init__(self, person: Rest, topic: str) -> None:
        self.heard: list[str] = []
        self.opened = 0
        self._person, self._topic = person, topic
        self._ended = threading.Event()
        self._line: socket.socket | None = None
        self._headers = {"Authorization": f"Bearer {person.token}"}
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._ended.is_set():
            with suppress(OSError, http.client.HTTPException, AttributeError, ValueError):
                self._read()
            self._ended.wait(0.3)

    def _read(self) -> None:
        connection = http.client.HTTPConnection(self._person.address, timeout=30)
        try:
            connection.request("GET", f"/live?topics={self._topic}", headers=self._headers)
            self._line = connection.sock
            with connection.getresponse() as answer:
                if answer.status != 200:
                    return
                self.opened += 1
                while line := answer.readline():
                    if line.startswith(b"data: "):
                        self.heard.append(json.loads(line[6:])["topic"])
        finally:
            self._line = None
            connection.close()

    def end(self) -> None:
        """Leave the page."""
        self._ended.set()
        with suppress(OSError, AttributeError):
            self._line.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
        self._thread.join(10)


@contextmanager
def listening(person: Rest, topic: str) -> Iterator[Stream]:
    """Hold a stream on a topic until the block ends."""
    stream = Stream(person, topic)
    try:
        yield stream
    finally:
        stream.end()
