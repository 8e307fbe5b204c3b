"""The form that goes with a compiled step."""

from __future__ import annotations

from processes.engine.runtime.steps.activities import Step
from processes.forms.schema import STARTS, Form, choice_schema, declared_form, schema_for
from processes.model.elements import Element


def form_of(node: Element, step: Step) -> Form:
    """The form that goes with a step of the runnable model."""
    if step.tag.endswith("Gateway") and step.ask:
        ways = [(flow.id, flow.name) for flow in step.outgoing]
        return Form(choice_schema(step.bpmn_name, ways, several=step.ask == "choices"))
    if not (step.ask or step.service):
        declared = declared_form(node) if step.tag in STARTS else None
        return Form(*declared) if declared else Form({})
    return Form(*schema_for(node, step.ask))
