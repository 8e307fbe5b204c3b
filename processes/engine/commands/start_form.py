"""The form with which an instance is started: that of its start event, where the model gives it one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from processes.engine.runtime.compiled.definition import Definition
from processes.engine.runtime.results.task_form import form_now
from processes.forms.schema import STARTS


def start_form(definition: Definition) -> dict[str, Any]:
    """The form of the start that is meant where nobody chooses one; empty where there is none."""
    return form_now(step, {}) if (step := _start(definition)) is not None else {}


def start_values(definition: Definition) -> dict[str, Any]:
    """The values that the form of the start begins with."""
    step = _start(definition)
    return dict(step.defaults) if step is not None else {}


def _start(definition: Definition) -> Any:
    return next((step for step in _starts(definition) if step.form.get("properties")), None)


def _starts(definition: Definition) -> Iterator[Any]:
    """The start events, in order; behind the question how it starts, the one that is meant by default."""
    graphs = [definition.spec]
    graphs += [
        definition.scopes[s.inner] for s in definition.spec.steps if getattr(s, "inner", "") in definition.scopes
    ]
    for graph in graphs:
        for name in graph.start_nodes:
            step = graph.task_specs[name]
            if step.tag not in STARTS:
                continue
            yield step
            asked = [graph.task_specs[flow.target] for flow in step.outgoing]
            for gate in (one for one in asked if one.ask == "start"):
                yield from (graph.task_specs[flow.target] for flow in gate.outgoing if flow.default)


def forms_asked(definition: Definition) -> dict[str, dict[str, Any]]:
    """The forms that people fill in at the steps they do, by the ids of the steps; without empty ones."""
    graphs = {id(graph): graph for graph in (definition.spec, *definition.scopes.values())}
    steps = [step for graph in graphs.values() for step in graph.steps if step.ask and step.bpmn_id]
    asked = {step.shown_at: form_now(step, {}) for step in steps if step.tag not in STARTS}
    return {step_id: form for step_id, form in asked.items() if form.get("properties")}
