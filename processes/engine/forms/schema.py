"""The form of a step: its own, the one that its dialect describes, or a sensible one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from processes.engine.forms import fields
from processes.engine.forms.own import own_form
from processes.engine.normalise.context import Element, S

if TYPE_CHECKING:
    from processes.engine.compile.steps import Step

DRAFT = "https://json-schema.org/draft/2020-12/schema"
RESULT = {"type": "string", "title": "Result", "x-multiline": True}
QUESTIONS = {
    "timer": "Has its time come? Done means: yes.",
    "message": "Has the message come? Done means: yes.",
    "signal": "Has the signal come? Done means: yes.",
    "condition": "Does the condition hold now? Done means: yes.",
    "error": "Did this error happen? Done means: yes.",
    "escalation": "Was this escalated? Done means: yes.",
    "cancel": "Was this called off? Done means: yes.",
    "event": "Has this happened? Done means: yes.",
}


@dataclass(frozen=True, slots=True)
class Form:
    """A JSON Schema and the values to begin with."""

    schema: dict[str, Any]
    defaults: dict[str, Any] = field(default_factory=dict)


def form_of(node: Element, step: Step) -> Form:
    """The form that goes with a step of the runnable model."""
    if step.tag.endswith("Gateway") and step.ask:
        return Form(choice_schema(step))
    if not (step.ask or step.service):
        return Form({})
    return Form(*schema_for(node, step.ask))


def choice_schema(step: Step) -> dict[str, Any]:
    """The question which way to go: one of the flows, or for an inclusive gateway at least one."""
    options = [flow.id for flow in step.leaving]
    labels = {flow.id: flow.name or flow.id for flow in step.leaving}
    one = {"type": "string", "enum": options, "x-labels": labels}
    several = step.ask == "choices"
    name = "choices" if several else "choice"
    wanted: dict[str, Any] = (
        {"type": "array", "items": one, "minItems": 1, "uniqueItems": True} if several else dict(one)
    )
    wanted["title"] = step.bpmn_name or ("Which ways?" if several else "Which way?")
    return {"$schema": DRAFT, "type": "object", "properties": {name: wanted}, "required": [name]}


def schema_for(node: Element, ask: str = "work") -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON Schema of a step's form, and the values to begin with."""
    own = _own(node)
    if own is not None:
        return own, {k: v["default"] for k, v in own.get("properties", {}).items() if "default" in v}
    found = fields.read(node)
    if found:
        properties = {one.name: one.schema for one in found}
        schema: dict[str, Any] = {"$schema": DRAFT, "type": "object", "properties": properties}
        required = [one.name for one in found if one.required]
        if required:
            schema["required"] = required
        return schema, {one.name: one.default for one in found if one.default is not None}
    schema = {"$schema": DRAFT, "type": "object", "properties": {}}
    if ask == "work":
        schema["properties"] = {"result": dict(RESULT)}
    elif ask in QUESTIONS:
        schema["description"] = QUESTIONS[ask]
    return schema, {}


def _own(node: Element) -> dict[str, Any] | None:
    """The JSON Schema that stands in the model itself, as `stepwell:form` attribute or element."""
    for text in (node.get(S + "form"), *(element.text for element in node.iter(S + "form"))):
        schema = own_form(text or "")
        if schema is not None and _valid(schema):
            return {"$schema": DRAFT, "type": "object", **schema}
    return None


def _valid(schema: dict[str, Any]) -> bool:
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError:
        return False
    return True
