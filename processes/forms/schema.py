"""The form of a step as JSON Schema: its own, the one that its dialect describes, or a sensible one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from processes.called import headed
from processes.forms.dialects import form_fields as fields
from processes.forms.json_schema import own_form, valid, walk
from processes.messages import Message, _, joined, pack, unpack
from processes.model.elements import Element, S

DRAFT = "https://json-schema.org/draft/2020-12/schema"
STARTS = ("startEvent", "intermediateThrowEvent")
LONGEST = 400_000
# A form that is not all: besides, it asks for what is read later on, as a step does without a form of its own.
AND_NEEDED = "x-and-needed"
FILES = "x-has-files"
OPTIONS = "x-has-options"
MARKS = {FILES: "x-file", OPTIONS: "x-options-from"}
RESULT: dict[str, Any] = {"type": "string", "title": _("Result"), "x-multiline": True}
WHICH_WAYS, WHICH_WAY = _("Which ways?"), _("Which way?")
HOW_IT_STARTS, ALL_IS_DONE = _("How does it start?"), _("All is done")
QUESTIONS: dict[str, str] = {
    "timer": _("Has its time come? Done means: yes."),
    "message": _("Has the message come? Done means: yes."),
    "signal": _("Has the signal come? Done means: yes."),
    "condition": _("Does the condition hold now? Done means: yes."),
    "error": _("Did this error happen? Done means: yes."),
    "escalation": _("Was this escalated? Done means: yes."),
    "cancel": _("Was this called off? Done means: yes."),
    "event": _("Has this happened? Done means: yes."),
}

_QUESTIONS = frozenset(QUESTIONS.values())
_CHOICES = frozenset((WHICH_WAYS, WHICH_WAY, HOW_IT_STARTS))


@dataclass(frozen=True, slots=True)
class Form:
    """A JSON Schema and the values to begin with."""

    schema: dict[str, Any]
    defaults: dict[str, Any] = field(default_factory=dict)


def choice_schema(title: str, ways: Sequence[tuple[str, str]], *, several: bool) -> dict[str, Any]:
    """The question which of these ways to go (ids and what they are called), or at least one of several."""
    options = [id for id, _name in ways]
    labels = {id: headed(name) for id, name in ways}
    alike = Counter(labels.values())
    for number, id in enumerate(options, 1):
        if alike[labels[id]] > 1:
            labels[id] = joined(" ", (labels[id], f"({number})"))
    one = {"type": "string", "enum": options, "x-labels": labels}
    name = "choices" if several else "choice"
    wanted: dict[str, Any] = (
        {"type": "array", "items": one, "minItems": 1, "uniqueItems": True} if several else dict(one)
    )
    wanted["title"] = title or (WHICH_WAYS if several else WHICH_WAY)
    return {"$schema": DRAFT, "type": "object", "properties": {name: wanted}, "required": [name]}


def schema_for(node: Element, ask: str = "work") -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON Schema of a step's form, and the values to begin with."""
    declared = declared_form(node)
    if declared is not None:
        return declared
    schema: dict[str, Any] = {"$schema": DRAFT, "type": "object", "properties": {}}
    if ask == "work":
        schema["properties"] = {"result": dict(RESULT)}
    elif ask in QUESTIONS:
        schema["description"] = QUESTIONS[ask]
    return schema, {}


def kept(form: dict[str, Any]) -> dict[str, Any]:
    """Give a form as JSON holds it: what its ways are called, where no name says it, stands without a language."""
    for name in ("choice", "choices"):
        rule = form.get("properties", {}).get(name, {})
        for inside, holder in (("items", rule.get("items")), ("", rule)):
            labels = holder.get("x-labels") if isinstance(holder, dict) else None
            if isinstance(labels, dict) and any(isinstance(words, Message) for words in labels.values()):
                told = {**holder, "x-labels": pack(labels)}
                whole = {**rule, inside: told} if inside else told
                return {**form, "properties": {**form["properties"], name: whole}}
    return form


def in_words(form: dict[str, Any]) -> dict[str, Any]:
    """Give a form that was kept as JSON, where its words were made here with them as messages."""
    properties = form.get("properties")
    if not isinstance(properties, dict) or len(properties) > 1:
        return form
    asked = next((one for one in _QUESTIONS if one == form.get("description")), None) if not properties else None
    if asked is not None:
        return {**form, "description": asked}
    if properties == {"result": RESULT}:
        return {**form, "properties": {"result": RESULT}}
    rule = properties.get("choice", properties.get("choices"))
    return {**form, "properties": {name: _choice(rule) for name in properties}} if isinstance(rule, dict) else form


def _choice(rule: dict[str, Any]) -> dict[str, Any]:
    title = next((one for one in _CHOICES if one == rule.get("title")), None)
    said = rule if title is None else {**rule, "title": title}
    if isinstance(inside := rule.get("items"), dict):
        said = {**said, "items": _choice(inside)}
    if not isinstance(labels := rule.get("x-labels"), dict):
        return said
    return {
        **said,
        "x-labels": {id: ALL_IS_DONE if words == ALL_IS_DONE else unpack(words) for id, words in labels.items()},
    }


def declared_form(node: Element) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The form that the model declares for a step, and the values to begin with; None where it declares none."""
    own = _own(node)
    if own is not None:
        return with_marks(own), {k: v["default"] for k, v in own.get("properties", {}).items() if "default" in v}
    found = fields.read(node)
    if not found:
        return None
    properties = {one.name: one.schema for one in found}
    schema: dict[str, Any] = {"$schema": DRAFT, "type": "object", "properties": properties}
    required = [one.name for one in found if one.required]
    if required:
        schema["required"] = required
    return schema, {one.name: one.default for one in found if one.default is not None}


def with_marks(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with a mark for what needs care: files, and options that the case's data gives."""
    inner = list(walk(schema))
    marks = {mark for mark, word in MARKS.items() if any(word in one for one in inner)}
    plain = {key: value for key, value in schema.items() if key not in MARKS}
    return {**plain, **dict.fromkeys(sorted(marks), True)}


def _own(node: Element) -> dict[str, Any] | None:
    """The JSON Schema that stands in the model itself, as `stepwell:form` attribute or element."""
    for text in (node.get(S + "form"), *(element.text for element in node.iter(S + "form"))):
        schema = own_form(text or "", LONGEST)
        if schema is not None and valid(schema):
            return {"$schema": DRAFT, "type": "object", **schema}
    return None
