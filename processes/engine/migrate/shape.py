"""The shape of a state: where its tokens stand, whatever they carry. Cases of one shape go the same way."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

import orjson

from processes.engine.runtime.stored.state import read
from processes.engine.runtime.token_state import course


def shape(state: bytes) -> str:
    """A fingerprint that is the same for all cases that stand at the same steps in the same way."""
    _moment, completed, scopes, *_rest = read(state)[0]
    rows = [row for scope in scopes for row in scope[3]]
    named: dict[str, str] = {}
    for number, row in enumerate(rows):
        named[row[0]] = named[str(UUID(hex=row[0]))] = f"#{number}"
    drawn = [
        [
            _plain(host, named),
            name,
            [_row(row, named) for row in tokens],
            [_undone(record) for record in (done[0] if done else ())],
        ]
        for host, name, _, tokens, *done in scopes
    ]
    text = orjson.dumps([completed, drawn], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text).hexdigest()


def _row(row: list[Any], named: dict[str, str]) -> list[Any]:
    key, name, state, internal = row[:4]
    return [named[key], name, state, _plain(course(internal), named)]


def _undone(record: list[Any]) -> list[Any]:
    """What a record of completed work says apart from its data."""
    return [record[0], *([_undone(one) for one in record[2]] if len(record) > 2 else [])]


def _plain(value: Any, named: dict[str, str]) -> Any:
    if isinstance(value, str):
        return named.get(value, value)
    if isinstance(value, list):
        return [_plain(one, named) for one in value]
    if isinstance(value, dict):
        return {named.get(k, k): _plain(v, named) for k, v in value.items()}
    return value
