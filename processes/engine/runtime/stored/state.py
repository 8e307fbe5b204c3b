"""An instance as a compact blob: where its tokens stand and what its scopes know; never the spec, nothing predicted.

    [write clock, completed, [[host, spec, data, tokens, done?, touched?], …], pool, 2]

A token is its id, step, task state and token state, and the places of data of its own in the pool, where it has any.
What earlier releases wrote has four parts, and no number at its end: `earlier_states` reads it.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.scope import Instance, Scope
from processes.engine.runtime.stored import earlier_states
from processes.engine.runtime.subprocess_scope import SubScope
from processes.engine.runtime.token import NOTHING, Token
from processes.engine.runtime.token_state import TokenState
from processes.errors import EngineError
from processes.messages import _

PLAIN, PACKED = b"1", b"2"
PACK_FROM_BYTES = 600
LARGEST_BYTES = 16_000_000
LAYOUT = 2
OF_RECORDS = ("own", "data", "wrote")


class _Pool:
    """Values that several tokens share are written once."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._places: dict[int, int] = {}

    def place(self, value: Mapping[str, Any]) -> int:
        """The number under which a value is written; -1 for nothing."""
        if not value:
            return -1
        if id(value) not in self._places:
            self._places[id(value)] = len(self.values)
            self.values.append(value)
        return self._places[id(value)]


def save(instance: Instance) -> bytes:
    """The state of an instance, for `load`."""
    pool = _Pool()
    scopes = [_scope(scope, pool) for scope in _outermost_first(instance)]
    body = orjson.dumps([instance.write_clock, int(instance.completed), scopes, pool.values, LAYOUT])
    if len(body) > LARGEST_BYTES:
        raise EngineError(
            _(
                "Expected a case to carry at most {largest} bytes. Keep files and lists elsewhere.",
                largest=LARGEST_BYTES,
            )
        )
    if len(body) < PACK_FROM_BYTES:
        return PLAIN + body
    return PACKED + zlib.compress(body, 1)


def read(state: bytes) -> tuple[list[Any], list[earlier_states.Carried]]:
    """What a state says, laid out as today; and the data that its tokens carried when an earlier release wrote it."""
    body = orjson.loads(state[1:] if state[:1] == PLAIN else zlib.decompress(state[1:]))
    return (body, []) if len(body) > 4 else earlier_states.laid_out(body)


def load(definition: Definition, state: bytes, now: datetime) -> Instance:
    """The instance as it was saved; queue and log are empty."""
    (write_clock, completed, scopes, pool, _), carried = read(state)
    instance = Instance(definition, now)
    instance.write_clock, instance.completed = write_clock, bool(completed)
    for host, name, data, rows, *more in scopes:
        scope: Scope = instance
        if host is not None:
            token = instance.find(host)
            if token is None or name not in definition.scopes:
                raise EngineError(_("Expected the state to fit its version, but a sub-process is missing."))
            scope = instance.subprocesses[token.id] = SubScope(definition.scopes[name], token)
            scope.touched = set(more[1]) if len(more) > 1 else set()
        scope.data = data
        scope.done = _completed(more[0], pool) if more else []
        _tokens(instance, scope, rows, pool)
    if carried:
        earlier_states.merge(instance, carried)
    return instance


def _outermost_first(instance: Instance) -> list[Scope]:
    done: list[Scope] = [instance]
    for scope in done:
        done += [inner for inner in instance.subprocesses.values() if inner.host.workflow is scope]
    return done


def _scope(scope: Scope, pool: _Pool) -> list[Any]:
    rows = [_row(token, pool) for token in scope.tasks.values()]
    touched = sorted(scope.touched) if isinstance(scope, SubScope) else []
    more: list[Any] = [_records(scope.done, pool)] if scope.done or touched else []
    more += [touched] if touched else []
    host = scope.host
    return [host and host.key, host.task_spec.inner if host else "", scope.data, rows, *more]


def _records(done: list[dict[str, Any]], pool: _Pool) -> list[list[Any]]:
    """What is completed and can be undone: the step, its data, and of a sub-process what is done inside."""
    return [
        [record["step"], [pool.place(record.get(name, NOTHING)) for name in OF_RECORDS], *_inside(record, pool)]
        if len(record) > 1
        else [record["step"]]
        for record in done
    ]


def _inside(record: dict[str, Any], pool: _Pool) -> list[Any]:
    return [_records(record["done"], pool)] if "done" in record else []


def _completed(rows: list[list[Any]], pool: list[Any]) -> list[dict[str, Any]]:
    found = []
    for step, *more in rows:
        record = {"step": step}
        if more:
            record |= {name: pool[place] for name, place in zip(OF_RECORDS, more[0], strict=True) if place >= 0}
        if len(more) > 1:
            record |= {"data": record.get("data", {}), "done": _completed(more[1], pool)}
        found.append(record)
    return found


def _row(token: Token, pool: _Pool) -> list[Any]:
    row = [token.id.hex, token.task_spec.name, token._state, token.internal.stored()]
    if token.own or token.wrote or token.saw:
        row.append([pool.place(token.own), pool.place(token.wrote), pool.place(token.saw)])
    return row


def _tokens(instance: Instance, scope: Scope, rows: list[list[Any]], pool: list[Any]) -> None:
    for key, name, state, internal, *places in rows:
        step = scope.spec.task_specs.get(name)
        if step is None:
            raise EngineError(_("Expected the state to fit its version, but the step “{name}” is missing.", name=name))
        token = Token(scope, step, state, UUID(hex=key), TokenState.read(internal))
        if places:
            token.own, token.wrote, token.saw = (pool[one] if one >= 0 else NOTHING for one in places[0])
        if token.is_open:
            instance.announced.add(token.id)
