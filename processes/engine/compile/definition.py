"""A definition: everything about a version that all its instances share. Compiled once per process and content."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from processes.engine.compile.build import build
from processes.engine.compile.inferred_fields import ask_for_needs
from processes.engine.runtime.catch_events import Catch
from processes.engine.values import Mode
from processes.errors import ScriptRejected
from processes.expressions.sandbox import SANDBOX, Sandbox

KEPT = 256


class _NoScripts(BasePythonScriptEngineEnvironment):  # type: ignore[misc]
    """Stands where SpiffWorkflow expects an environment: it carries out nothing."""

    def evaluate(self, *_: Any, **__: Any) -> Any:
        """Refuse: expressions go to the sandbox."""
        raise ScriptRejected("Expected expressions to go to the sandbox, but one did not.")

    def execute(self, *_: Any, **__: Any) -> Any:
        """Refuse: scripts go to the sandbox."""
        raise ScriptRejected("Expected scripts to go to the sandbox, but one did not.")


@dataclass(frozen=True, eq=False)
class Definition:
    """The compiled graphs of a version: `spec` is the top one, `scopes` those of processes and sub-processes by id.

    `conditional` says that some step waits for a condition.
    """

    key: str
    mode: Mode
    spec: Any
    scopes: dict[str, Any]
    sandbox: Sandbox = SANDBOX
    conditional: bool = False
    engine: Any = field(default_factory=lambda: PythonScriptEngine(_NoScripts({})))


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
