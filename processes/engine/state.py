"""An instance as a compact blob: where its tokens stand and what they carry; never the spec, nothing predicted."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from processes.engine.compile.definition import Definition
from processes.engine.errors import EngineError
from processes.engine.run.scope import Instance, Scope, SubScope
from processes.engine.run.token import Token

PLAIN, PACKED = b"1", b"2"
PACK_FROM = 600
LARGEST = 16_000_000


class _Pool:
    """Values that several tokens share are written once."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._places: dict[int, int] = {}

    def place(self, value: Any) -> int:
        """The number under which a value is written."""
        if id(value) not in self._places:
            self._places[id(value)] = len(self.values)
            self.values.append(value)
        return self._places[id(value)]


def save(instance: Instance) -> bytes:
    """The state of an instance, for `load`."""
    pool = _Pool()
    scopes = [_scope(scope, pool) for scope in _outermost_first(instance)]
    body = orjson.dumps([instance.moment, int(instance.completed), scopes, pool.values])
    if len(body) > LARGEST:
        raise EngineError(f"Expected an instance to carry at most {LARGEST:,} bytes. Keep files and lists elsewhere.")
    if len(body) < PACK_FROM:
        return PLAIN + body
    return PACKED + zlib.compress(body, 1)


def load(definition: Definition, state: bytes, now: datetime) -> Instance:
    """The instance as it was saved; queue and log are empty."""
    body = state[1:] if state[:1] == PLAIN else zlib.decompress(state[1:])
    moment, completed, scopes, pool = orjson.loads(body)
    instance = Instance(definition, now)
    instance.moment, instance.completed = moment, bool(completed)
    for host, name, data, versions, rows, *more in scopes:
        scope: Scope = instance
        if host is not None:
            token = instance.find(host)
            if token is None or name not in definition.scopes:
                raise EngineError("Expected the state to fit its version, but a sub-process is missing.")
            scope = SubScope(definition.scopes[name], token)
            instance.subprocesses[token.id] = scope
        scope.data, scope.versions = data, versions
        scope.done = _completed(more[0], pool) if more else []
        _tokens(instance, scope, rows, pool)
    return instance


def _outermost_first(instance: Instance) -> list[Scope]:
    done: list[Scope] = [instance]
    for scope in done:
        done += [inner for inner in instance.subprocesses.values() if inner.host.workflow is scope]
    return done


def _scope(scope: Scope, pool: _Pool) -> list[Any]:
    host = scope.host
    rows = [_row(token, pool) for token in scope.tasks.values()]
    more = [_records(scope.done, pool)] if scope.done else []
    if host is None:
        return [None, "", scope.data, scope.versions, rows, *more]
    return [host.key, host.task_spec.inner, scope.data, scope.versions, rows, *more]


def _records(done: list[dict[str, Any]], pool: _Pool) -> list[list[Any]]:
    """What is completed and can be undone: the step, and of a sub-process its data and what is done inside."""
    return [
        [record["step"], pool.place(record["data"]), record["versions"], _records(record["done"], pool)]
        if "done" in record
        else [record["step"]]
        for record in done
    ]


def _completed(rows: list[list[Any]], pool: list[Any]) -> list[dict[str, Any]]:
    return [
        {"step": step}
        | ({"data": pool[more[0]], "versions": more[1], "done": _completed(more[2], pool)} if more else {})
        for step, *more in rows
    ]


def _row(token: Token, pool: _Pool) -> list[Any]:
    return [
        token.id.hex,
        token.task_spec.name,
        token._state,
        token.internal_data,
        pool.place(token.data),
        token.versions,
    ]


def _tokens(instance: Instance, scope: Scope, rows: list[list[Any]], pool: list[Any]) -> None:
    for key, name, state, internal, place, versions in rows:
        step = scope.spec.task_specs.get(name)
        if step is None:
            raise EngineError(f"Expected the state to fit its version, but the step “{name}” is missing.")
        token = Token(scope, step, state, UUID(hex=key))
        token.internal_data, token.data, token.versions = internal, pool[place], versions
        if token.is_open:
            instance.announced.add(token.id)
