"""How text is packed for its journey: Brotli (RFC 7932) for who reads it, gzip (RFC 1952) for all others.

Pages hold secrets beside what others wrote, so they are padded by a random length, at places that each reader passes
over: a metadata block of Brotli, the name of the file in gzip.
"""

from __future__ import annotations

import gzip
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import brotli

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.datastructures import Accept

MOST_PADDING = 100
GZIP_LEVEL, GZIP_FILE_LEVEL = 5, 9
BROTLI_LEVEL, BROTLI_FILE_LEVEL = 4, 10
BROTLI_WINDOW_BITS = 18
_GZIP_HEAD, _GZIP_FLAGS, _GZIP_NAMED = 10, 3, 8  # FNAME: a name follows the head, ended by a zero (RFC 1952, 2.3.1)
_BROTLI_METADATA = 0b01_0_11_0  # from the right: not the last, no data, reserved, one byte of length (RFC 7932, 9.2)
_BROTLI_METADATA_BITS = 6


@dataclass(frozen=True)
class Coding:
    """A content coding: its name, and how an answer, a page and a file of ours are packed with it."""

    name: str
    answer: Callable[[bytes], bytes]
    page: Callable[[bytes], bytes]
    file: Callable[[bytes], bytes]

    @property
    def suffix(self) -> str:
        """What the tag of a packed answer ends with."""
        return f"-{self.name}"


def _gzip_answer(body: bytes) -> bytes:
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


def _gzip_page(body: bytes) -> bytes:
    packed = _gzip_answer(body)
    head = bytearray(packed[:_GZIP_HEAD])
    head[_GZIP_FLAGS] = _GZIP_NAMED
    return bytes(head) + b"-" * secrets.randbelow(MOST_PADDING) + b"\0" + packed[_GZIP_HEAD:]


def _gzip_file(body: bytes) -> bytes:
    return gzip.compress(body, GZIP_FILE_LEVEL, mtime=0)


def _brotli_answer(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=BROTLI_LEVEL, lgwin=BROTLI_WINDOW_BITS))


def _brotli_page(body: bytes) -> bytes:
    packer = brotli.Compressor(quality=BROTLI_LEVEL, lgwin=BROTLI_WINDOW_BITS)
    packed = packer.process(body) + packer.flush()  # ends at a whole byte
    more = secrets.randbelow(MOST_PADDING)
    block = (_BROTLI_METADATA | more << _BROTLI_METADATA_BITS).to_bytes(2, "little") + b"-" * (more + 1)
    return bytes(packed + block + packer.finish())


def _brotli_file(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=BROTLI_FILE_LEVEL))


BROTLI = Coding("br", _brotli_answer, _brotli_page, _brotli_file)
GZIP = Coding("gzip", _gzip_answer, _gzip_page, _gzip_file)
CODINGS = (BROTLI, GZIP)


def best(accepted: Accept) -> Coding | None:
    """Give the coding that who asks likes best, Brotli of those they like alike; none where they like none."""
    liked = max(CODINGS, key=lambda one: accepted.quality(one.name))
    quality = accepted.quality(liked.name)
    return liked if quality > 0 and quality >= accepted.quality("identity") else None
