"""States without the large values that are kept beside them: a document that travels with a case is stored once."""

from __future__ import annotations

import zlib
from typing import Any

import orjson

from processes.engine.runtime.stored.state import PACKED, PLAIN
from processes.engine.values import Json

THIN = b"3"
LARGE_FROM_BYTES = 2_000


def split_large(data: Json) -> tuple[Json, Json]:
    """Part the fields of an instance into the usual ones and those whose values are large (2,000 bytes and more)."""
    if len(orjson.dumps(data)) < LARGE_FROM_BYTES:
        return data, {}
    large = {name: value for name, value in data.items() if len(orjson.dumps(value)) >= LARGE_FROM_BYTES}
    return {name: value for name, value in data.items() if name not in large}, large


def without_large(state: bytes, large: Json) -> bytes:
    """The state without the values that stand in `large` under the same name; `with_large` puts them back."""
    if not large:
        return state
    body = _body(state)
    gone: list[tuple[int, str]] = []
    for place, fields in enumerate(_fields(body)):
        for name in large:
            if name in fields and fields[name] == large[name]:
                del fields[name]
                gone.append((place, name))
    return THIN + zlib.compress(orjson.dumps([body, gone]), 1) if gone else state


def with_large(state: bytes, large: Json) -> bytes:
    """The state as the engine gave it; `large` holds what `without_large` left out."""
    if state[:1] != THIN:
        return state
    body, gone = orjson.loads(zlib.decompress(state[1:]))
    fields = _fields(body)
    for place, name in gone:
        fields[place][name] = large[name]
    return PLAIN + orjson.dumps(body)


def _body(state: bytes) -> Any:
    return orjson.loads(zlib.decompress(state[1:]) if state[:1] == PACKED else state[1:])


def _fields(body: Any) -> list[Json]:
    """All data of a state: those of its scopes, then the pool that its tokens share."""
    scopes, pool = body[2], body[3]
    return [*(scope[2] for scope in scopes), *(shared for shared in pool if isinstance(shared, dict))]
