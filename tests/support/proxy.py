"""A reverse proxy on loopback: each connection goes to the next of several servers, past those that are down."""

from __future__ import annotations

import itertools
import selectors
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from tests.support.ports import HOST

CHUNK = 1 << 16


class Proxy:
    """Passes bytes both ways; says 502 where no server takes a connection."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._turns = itertools.cycle(range(len(ports)))
        self._ports = ports
        self._listening = socket.create_server((HOST, 0), backlog=256)
        self.port: int = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        """The address it answers at."""
        return f"http://{HOST}:{self.port}"

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._threads[0].join(5)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = self._next()
        with client, suppress(OSError):
            if server is None:
                client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            with server:
                _both_ways(client, server)

    def _next(self) -> socket.socket | None:
        first = next(self._turns)
        for number in range(len(self._ports)):
            with suppress(OSError):
                return socket.create_connection((HOST, self._ports[(first + number) % len(self._ports)]), timeout=2)
        return None


def _both_ways(client: socket.socket, server: socket.socket) -> None:
    """Pass bytes until either side ends."""
    client.setblocking(True)
    server.settimeout(None)
    with selectors.DefaultSelector() as ready:
        ready.register(client, selectors.EVENT_READ, server)
        ready.register(server, selectors.EVENT_READ, client)
        while True:
            for key, _ in ready.select():
                source = key.fileobj
                assert isinstance(source, socket.socket)
                part = source.recv(CHUNK)
                if not part:
                    return
                key.data.sendall(part)


@contextmanager
def proxy(*ports: int) -> Iterator[Proxy]:
    """Stand before servers on these ports until the block ends."""
    made = Proxy(ports)
    try:
        yield made
    finally:
        made.close()
