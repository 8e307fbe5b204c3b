"""A definition: everything about a version that all its instances share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from processes.engine.values import Mode
from processes.errors import ScriptRejected
from processes.expressions.sandbox import SANDBOX, Sandbox


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
