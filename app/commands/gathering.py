"""A gunicorn worker that gives a request a thread only when it has come whole.

gunicorn's threaded worker reads heads and bodies in the thread that answers them: as many half-sent requests as there
are threads stop the server. Here the loop that waits for connections gathers what comes, without blocking: a head
within `HEAD_SECONDS`, a body within `BODY_SECONDS` and the time that what has come of it takes at `SLOWEST` bytes a
second. What is late is closed, and where there are too many connections those that have been gathering longest.
"""

from __future__ import annotations

import resource
import selectors
import socket
import struct
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

from app.commands.half_sent import Gathered

CHUNK = 65_536
# What all half-sent requests together may take; then the one that has sent most ends.
MOST_KEPT = 1_000_000_000
# An answer whose reader takes nothing at all for so long is given up.
SEND_SECONDS = 20
MOST_FILES = 8192
UNREADABLE = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
TOO_MUCH = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n"
HEAD_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Replay(SocketUnreader):  # type: ignore[misc]  # gunicorn has no types
    """Gives the parser what was gathered, then what is still to come."""

    def __init__(self, sock: socket.socket, gathered: Gathered) -> None:
        super().__init__(sock)
        head, self._body = gathered.parts()
        self.unread(head)
        self._gathered = gathered
        self.is_whole = gathered.is_whole

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Give the next piece; after a request that came whole there is none, whatever the parser still waits for."""
        piece = self._body.read(max(self.mxchunk, min(size_hint or 0, self.max_body_chunk)))
        return piece if piece or self.is_whole else bytes(super().chunk(size_hint))

    def rest(self) -> bytes:
        """Give what was gathered of the next request, and close what was kept."""
        left = bytes(self.take_buffered()) + self._body.read()
        self._gathered.close()
        return left


class GatheringWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's threaded worker, with requests gathered before a thread is given; see `worker_for`."""

    largest = 0

    def init_process(self) -> None:
        """Allow as many open files as connections, and begin."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        self.gathering: dict[TConn, Gathered] = {}
        self.kept = 0
        super().init_process()

    def accept(self, listener: Any) -> None:
        """Take a connection and gather its first request; where there are too many, the oldest half-sent one ends."""
        try:
            client, address = listener.accept()
        except OSError:
            return
        self.nr_conns += 1
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_SECONDS, 0))
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SEND_SECONDS, 0))
        self._gather(TConn(self.cfg, client, address, listener.getsockname()))
        if self.nr_conns >= self.worker_connections and self.gathering:
            self._drop(next(iter(self.gathering)))

    def on_client_socket_readable(self, conn: TConn, client: Any) -> None:
        """Gather the next request of a kept connection."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._gather(conn)

    def _keepalive_after(self, conn: TConn, keepalive: Any) -> bool:
        """Whether the connection can be used again; a body that is here already is passed over, however large."""
        replay = conn.parser.unreader
        if keepalive and isinstance(replay, Replay) and replay.is_whole:
            return bool(conn.parser.finish_body())
        return bool(super()._keepalive_after(conn, keepalive))

    def finish_request(self, conn: TConn, fs: Any) -> None:
        """Go on with what came after a request, or wait for the next one."""
        replay = getattr(conn.parser, "unreader", None)
        rest = b""
        if isinstance(replay, Replay):
            rest = replay.rest()
        again = not fs.cancelled() and fs.exception() is None and fs.result() is True
        if again and rest:
            conn.sock.setblocking(False)
            self._gather(conn, rest)
            return
        super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """Close what is late."""
        now = time.monotonic()
        for conn in [conn for conn, gathered in self.gathering.items() if gathered.deadline < now]:
            self._drop(conn, TOO_LATE if self.gathering[conn].began else b"")
        super().murder_pending()

    def _gather(self, conn: TConn, first: bytes = b"") -> None:
        now = time.monotonic()
        gathered = self.gathering[conn] = Gathered(self.largest, now)
        look: Callable[[Any], None] = partial(self._readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, look)
        self.kept += len(first)
        gathered.size += len(first)
        gathered.feed(first, now)
        self._look_at(conn, gathered)

    def _readable(self, conn: TConn, client: Any) -> None:
        gathered = self.gathering.get(conn)
        if gathered is None:
            return  # closed by an event of the same moment
        try:
            piece = conn.sock.recv(CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        if not piece:
            self._drop(conn)
            return
        self.kept += len(piece)
        gathered.size += len(piece)
        gathered.feed(piece, time.monotonic())
        self._look_at(conn, gathered)
        if self.kept > MOST_KEPT and self.gathering:
            self._drop(max(self.gathering, key=lambda one: self.gathering[one].size), TOO_MUCH)

    def _look_at(self, conn: TConn, gathered: Gathered) -> None:
        if gathered.too_large:
            self._drop(conn, HEAD_TOO_LARGE)
        elif gathered.unreadable:
            self._drop(conn, UNREADABLE)
        elif gathered.complete:
            self._leave(conn)
            conn.data_ready = True
            conn.init()
            conn.parser.unreader = Replay(conn.sock, gathered)
            self.enqueue_req(conn)
        elif gathered.asked_to_go_on:
            gathered.asked_to_go_on = False
            self._say(conn, CONTINUE)

    def _leave(self, conn: TConn) -> Gathered:
        self.poller.unregister(conn.sock)
        gathered = self.gathering.pop(conn)
        self.kept -= gathered.size
        return gathered

    def _drop(self, conn: TConn, words: bytes = b"") -> None:
        self._leave(conn).close()
        self.nr_conns -= 1
        if words:
            self._say(conn, words)
        conn.close()

    def _say(self, conn: TConn, words: bytes) -> None:
        """Say something if the line takes it at once."""
        try:
            conn.sock.send(words)
        except OSError:
            return


def worker_for(largest: int) -> type[GatheringWorker]:
    """Give the worker of an application whose largest body has so many bytes."""
    return type("Worker", (GatheringWorker,), {"largest": largest})
