"""Opaque identifiers that sort in the order they were made."""

from __future__ import annotations

import secrets
import threading
import time
from datetime import UTC, datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BITS = 80
_STEP_BITS = 64
LENGTH = 26

_turn = threading.Lock()
_last = 0


def made_at(given: str) -> datetime:
    """Give the moment in which an id was made, to the millisecond; raises ValueError for what is no id."""
    milliseconds = 0
    for letter in given[: LENGTH - _RANDOM_BITS // 5]:
        milliseconds = milliseconds << 5 | _ALPHABET.index(letter)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def first_id(moment: datetime) -> str:
    """Give what no id made in this millisecond or later is below."""
    return _written(int(moment.timestamp() * 1000) << _RANDOM_BITS)


def new_id() -> str:
    """Give a new 26-character id, above all that this process gave before: milliseconds, then random bits (a ULID).

    Within one millisecond, and while the clock stands behind an earlier id, the last one is raised by a random amount:
    lists that sort by id keep the order of their making, and processes forked from one another don't meet.
    """
    global _last
    with _turn:
        fresh = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
        _last = fresh if fresh >> _RANDOM_BITS > _last >> _RANDOM_BITS else _last + 1 + secrets.randbits(_STEP_BITS)
        number = _last
    return _written(number)


def _written(number: int) -> str:
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
