"""What an open step asks for now, and no longer: a field less, a field more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from processes.called import quoted
from processes.engine.compile.inferred_fields import is_free
from processes.engine.migrate.route import opens, quoted_label, step
from processes.engine.runtime.compiled.graph import GraphSpec
from processes.engine.runtime.scope import Scope
from processes.engine.runtime.steps.activities import Step
from processes.messages import _, all_of


def notes(scope: Scope, graph: GraphSpec, kept: set[str]) -> list[str]:
    """Sentences on the fields that came and went in the forms of steps at which people are."""
    said: list[str] = []
    for token in scope.tasks.values():
        at, target = token.task_spec, step(graph, token.task_spec.name)
        if token.key in kept and token.is_open and target is not None and at.ask == target.ask == "work":
            said += _of_step(at, target)
    return said


def _of_step(at: Step, target: Step) -> list[str]:
    was, now = _fields(at), _fields(target)
    gone = [_title(name, was) for name in was if name not in now]
    new = [_title(name, now) for name in now if name not in was]
    said: list[str] = []
    if gone:
        words = _("{step} no longer asks for {fields}: what was typed there is left out",
                  step=opens(target), fields=all_of(gone))  # fmt: skip
        said.append(words)
    if new:
        said.append(_("{step} now asks for {fields} too", step=opens(target), fields=all_of(new)))
    needed = set(target.form.get("required", ())) - set(at.form.get("required", ())) - (now.keys() - was.keys())
    if left := [_title(name, now) for name in now if name in needed]:
        said.append(_("{fields} must be filled in at {step} now", fields=all_of(left), step=quoted_label(target)))
    return said


def _fields(at: Step) -> Mapping[str, Any]:
    """The fields of a form that the model gives a step; of a step without one it is told nothing."""
    properties: Mapping[str, Any] = at.form.get("properties", {})
    return {} if is_free(at) and set(properties) <= {"result"} else properties


def _title(name: str, fields: Mapping[str, Any]) -> str:
    rule = fields[name]
    return quoted(str(rule.get("title") or name) if isinstance(rule, dict) else name)
