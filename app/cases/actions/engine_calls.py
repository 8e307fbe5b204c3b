"""Actions of the engine: none of a model's code runs while SQLite's only writer is held."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import orjson

from app.kernel.db import outside_locks
from processes import engine

T = TypeVar("T")


def act(action: Callable[..., T], definition: engine.Definition, *given: Any) -> T:
    """Carry out an action of the engine on a definition, and give what it gives; raises what it raises.

    Where it would run code of the model under a lock, the unit of work ends with `Unready` and comes back. Code of one
    action has its time, that of a unit too.
    """
    results = outside_locks.results()
    if results is None:
        return _timed(action, definition, *given)
    key = f"{results.next()}:{_key(action, given)}"
    known = results.known.get(key)
    if known is None or known.about is not definition:
        try:
            with engine.without_code():
                known = outside_locks.Result(definition, action(definition, *given))
        except engine.CodeMet:
            raise outside_locks.Unready(key, definition, partial(_timed, action, definition, *given)) from None
        results.known[key] = known
    if known.error is not None:
        raise known.error
    found: T = known.value
    return found


def _timed(action: Callable[..., T], definition: engine.Definition, *given: Any) -> T:
    with engine.code_time():
        return action(definition, *given)


def _key(action: Callable[..., Any], given: tuple[Any, ...]) -> str:
    """Name the work by all that it depends on but the moment."""
    hashed = hashlib.sha256(action.__name__.encode())
    for one in given:
        if isinstance(one, bytes):
            hashed.update(hashlib.sha256(one).digest())
        elif not isinstance(one, datetime):
            hashed.update(orjson.dumps(one, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS))
    return hashed.hexdigest()
