"""Requests while they come: what has come of one, when it is late, too large or whole."""

from __future__ import annotations

import re
import tempfile
from typing import IO

HEAD_SECONDS = 10.0
BODY_SECONDS = 20.0
SLOWEST = 10_000
LARGEST_HEAD = 65_536
IN_MEMORY = 262_144
_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:([^\r\n]*)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding[ \t]*:[^\r\n]*chunked", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect[ \t]*:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)


class Chunks:
    """Finds the end of a chunked body (RFC 9112, section 7.1) in pieces of any size; `ended` says that it came."""

    def __init__(self) -> None:
        self.ended = False
        self._line = b""
        self._data = 0
        self._trailer = False

    def feed(self, piece: bytes) -> int:
        """Take the next piece; gives how much of it belongs to the body. What is no chunk ends it, for the parser."""
        at = 0
        while at < len(piece) and not self.ended:
            if self._data:
                step = min(self._data, len(piece) - at)
                self._data, at = self._data - step, at + step
                continue
            end = piece.find(b"\n", at)
            stop = len(piece) if end < 0 else end + 1
            self._line += piece[at:stop]
            at = stop
            if end >= 0:
                self._take(self._line.strip())
                self._line = b""
            elif len(self._line) > LARGEST_HEAD:
                self.ended = True
        return at

    def _take(self, line: bytes) -> None:
        if self._trailer:
            self.ended = not line
            return
        size = line.partition(b";")[0].strip()
        if not re.fullmatch(rb"[0-9a-fA-F]{1,15}", size):
            self.ended = True
        elif int(size, 16) == 0:
            self._trailer = True
        else:
            self._data = int(size, 16) + 2


class Gathered:
    """What has come of one request: its head, and its body in memory or, where it is large, in a file."""

    def __init__(self, largest: int, now: float) -> None:
        self.began: float | None = None
        self.deadline = now + HEAD_SECONDS
        self._body_began = now
        self.asked_to_go_on = False
        self.complete = False
        self.too_large = False
        self.unreadable = False
        self.size = 0
        self._largest = largest
        self._head = b""
        self._missing: int | None = None
        self._chunks: Chunks | None = None
        self._body: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 closed with its connection

    def feed(self, piece: bytes, now: float) -> None:
        """Take what came; what is after the end of the request stays with it, for the next one."""
        if self.began is None and piece:
            self.began, self.deadline = now, now + HEAD_SECONDS
        if self._missing is None and self._chunks is None:
            piece = self._feed_head(piece, now)
        if self._missing is not None or self._chunks is not None:
            self._feed_body(piece)

    def _feed_head(self, piece: bytes, now: float) -> bytes:
        """Take the head; gives what is of the body."""
        looked_at = max(0, len(self._head) - 3)
        self._head += piece
        end = self._head.find(b"\r\n\r\n", looked_at)
        if end < 0:
            self.too_large = len(self._head) > LARGEST_HEAD
            return b""
        rest, self._head = self._head[end + 4 :], self._head[: end + 4]
        lengths = _LENGTH.findall(self._head)
        self.unreadable = len(lengths) > 1 or not all(re.fullmatch(rb"\d{1,15}", one.strip()) for one in lengths)
        size = int(lengths[0]) if lengths and not self.unreadable else 0
        if _CHUNKED.search(self._head):
            self._chunks, size = Chunks(), self._largest
        else:
            self._missing = size
        self._body_began = now
        self.asked_to_go_on = bool(_EXPECTS.search(self._head)) and size <= self._largest and not rest
        self.complete = size > self._largest  # the application refuses it by its length
        return rest

    def _feed_body(self, piece: bytes) -> None:
        self._body.write(piece)
        self.deadline = self._body_began + BODY_SECONDS + self._body.tell() / SLOWEST
        if self._chunks is not None:
            self._chunks.feed(piece)
            self.complete = self._chunks.ended or self._body.tell() > self._largest
        elif self._missing is not None:
            self._missing = max(0, self._missing - len(piece))
            self.complete = self.complete or not self._missing

    @property
    def is_whole(self) -> bool:
        """Whether all of the body came, rather than that it is too large to wait for."""
        return self._chunks.ended if self._chunks is not None else self._missing == 0

    def parts(self) -> tuple[bytes, IO[bytes]]:
        """Give head and body; that the client waits to be asked for the body is over by now, and left out."""
        self._body.seek(0)
        return _EXPECTS.sub(b"", self._head), self._body

    def close(self) -> None:
        """Forget what came."""
        self._body.close()
