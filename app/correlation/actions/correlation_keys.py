"""What a message says about its receiver, as hashes: so that one of ten thousand who wait is found by an index."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from itertools import islice
from typing import Any

import orjson

LONGEST = 2000
MOST = 200


def key_of(name: str, key: str, value: Any) -> str | None:
    """Give the hash of one correlation key of a message; None for a value that is too long to be one."""
    said = orjson.dumps([name, key, _plain(value)], option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return _hash(said) if len(said) <= LONGEST else None


def keys_of(name: str, known: Mapping[str, Any]) -> dict[str, str]:
    """Give the hash of each key and value by its key, of the first few hundred, without those that are too long."""
    found = {key: key_of(name, str(key), value) for key, value in islice(known.items(), MOST)}
    return {key: hashed for key, hashed in found.items() if hashed is not None}


def anybody(name: str) -> str:
    """Give what a message is found by that names no key."""
    return _hash(orjson.dumps([name]))


def only_for(instance_id: str) -> str:
    """Give what a signal is found by that is kept for one suspended instance."""
    return _hash(orjson.dumps(["signal", instance_id]))


def probe(name: str, correlation: Mapping[str, Any]) -> str | None:
    """Give the one hash under which a kept message is looked for; None where nobody can ever have its keys."""
    if not correlation:
        return anybody(name)
    hashes = [key_of(name, str(key), value) for key, value in correlation.items()]
    return None if None in hashes else min(h for h in hashes if h)


def fits(name: str, correlation: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Whether all keys of a message are known with the same values."""
    return all(
        key in known and key_of(name, str(key), value) == key_of(name, str(key), known[key]) is not None
        for key, value in correlation.items()
    )


def number_of(name: str) -> int:
    """Give a number for a name that PostgreSQL can lock."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def _plain(value: Any) -> Any:
    """Write equal values equally: 7 and 7.0 are the same, 7 and "7" are not."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _hash(said: bytes) -> str:
    return blake2b(said, digest_size=16).hexdigest()
