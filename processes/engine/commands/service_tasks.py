"""What the application asks about steps that services carry out."""

from __future__ import annotations

from typing import Any

from processes.engine.runtime.compiled.definition import Definition


def service_at(definition: Definition, step_id: str) -> tuple[str, dict[str, Any]]:
    """The topic and settings of a service's step; empty where the step is none."""
    for graph in definition.scopes.values():
        for step in graph.steps:
            if step.shown_at == step_id and step.service:
                return step.topic, step.settings
    return "", {}
