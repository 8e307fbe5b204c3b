"""The definition of a version, compiled once per operating-system process and content."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import Any

from processes.engine.compile.build import build
from processes.engine.compile.inferred_fields import ask_for_needs
from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.steps.catch_events import Catch
from processes.engine.values import Mode

KEPT = 256


_cache: OrderedDict[str, Definition] = OrderedDict()
_lock = threading.Lock()


def definition(runnable: bytes, mode: Mode) -> Definition:
    """The definition of a runnable model, as `prepare` gave it; the same object for the same content."""
    key = f"{hashlib.sha256(runnable).hexdigest()}:{mode}"
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key]
    spec, scopes = build(runnable)
    if mode == "executable":
        ask_for_needs(scopes)
    made = Definition(key, mode, spec, scopes, conditional=_conditional(scopes))
    with _lock:
        _cache[key] = made
        while len(_cache) > KEPT:
            _cache.popitem(last=False)
    return made


def _conditional(scopes: dict[str, Any]) -> bool:
    """Whether a step of the file waits until a condition holds."""
    steps = (step for graph in scopes.values() for step in graph.steps if isinstance(step, Catch) and not step.manual)
    return any(event.kind == "condition" for step in steps for event in step.events)
