"""What a model says about who does a step and until when, in the dialects of several builders, by local name."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from processes.engine.normalise.context import BPMN, Element, tag
from processes.errors import EngineError
from processes.expressions.language import expression

if TYPE_CHECKING:
    from processes.engine.compile.definition import Definition
    from processes.engine.runtime.token import Token

KNOWN = frozenset({"assignee", "candidateUsers", "candidateGroups", "dueDate", "followUpDate", "priority", "notSameAs"})
ELEMENTS = {"assignmentDefinition", "taskSchedule", "priorityDefinition", "userTask"}
STARTER = "starter"
_STARTERS = {"initiator", "starter"}


def attributes_in(node: Element) -> dict[str, str]:
    """What stands on a step: attributes, and elements of its extensions, of any name space but BPMN's own."""
    found = _of(node)
    for extensions in node:
        if tag(extensions) != "extensionElements":
            continue
        for element in extensions.iter():
            local = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
            if local in ELEMENTS:
                found |= _of(element, priority=local == "priorityDefinition", bare=True)
    return found


def _of(element: Element, *, priority: bool = False, bare: bool = False) -> dict[str, str]:
    found = {}
    for name, value in element.attrib.items():
        space, _, local = str(name).rpartition("}")
        if (not space and not bare) or space == "{" + BPMN or not str(value).strip():
            continue
        local = "priority" if priority and local == "priority" else local
        if local in KNOWN:
            found[local] = str(value).strip()
    return found


def said_of_steps(definition: Definition) -> dict[str, dict[str, str]]:
    """What the model itself says about who does a step and until when, as it stands there, by the step's id."""
    steps = [step for graph in definition.scopes.values() for step in graph.steps if step.manual]
    return {step.shown_at: dict(step.attributes) for step in steps if step.attributes}


def keep_apart(scopes: dict[str, Any]) -> None:
    """Have four eyes see from both sides: if one step is not for who did another, neither is the other."""
    steps = {step.shown_at: step for graph in scopes.values() for step in graph.steps if step.manual}
    pairs = [(key, other) for key, step in steps.items() for other in _names(step.attributes.get("notSameAs", ""))]
    for key, other in pairs:
        if other in steps and key not in _names(steps[other].attributes.get("notSameAs", "")):
            mine = steps[other].attributes
            mine["notSameAs"] = ",".join([*_names(mine.get("notSameAs", "")), key])


def _names(text: str) -> list[str]:
    return [name for part in text.split(",") if (name := part.strip())]


def worked_out(token: Token) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The values of a step's attributes where a token stands, and in words which could not be worked out."""
    values: dict[str, Any] = {}
    faults: list[str] = []
    for name, text in token.task_spec.attributes.items():
        if name == "notSameAs" or not _is_expression(text):
            values[name] = text
            continue
        if text[2:-1].strip() in _STARTERS or text[1:].strip() in _STARTERS:
            values[name] = STARTER
            continue
        try:
            asked = expression(text)
            if asked is None:
                raise EngineError("it is no expression in Python, FEEL or JUEL")
            value = token.workflow.top_workflow.evaluate(asked, token)
            values[name] = value.isoformat() if isinstance(value, (date, datetime)) else value
        except EngineError as error:
            faults.append(f"{name} “{text}”: {error.words}")
    return values, tuple(faults)


def _is_expression(text: str) -> bool:
    return text.startswith("=") or (text[:2] in ("${", "#{") and text.endswith("}"))
