"""Answers for a form that nobody fills in: something for every field that has to be there."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from processes.engine.runtime.results.task_form import form_now
from processes.engine.runtime.token import Token
from processes.errors import InvalidForm
from processes.forms import check as check_form
from processes.forms.variable_usage.use import DURATION


def answers(token: Token, chance: random.Random, done: Counter[str]) -> dict[str, Any]:
    """Something for every required field of a task's form; ways taken less often come first."""
    schema = form_now(token.task_spec, token.data)
    filled = {}
    for name in schema.get("required", []):
        field = schema["properties"].get(name, {})
        if name in ("choice", "choices") and token.task_spec.tag.endswith("Gateway"):
            filled[name] = _way(field, chance, done)
        else:
            filled[name] = sample(field, chance)
    return filled if token.task_spec.tag.endswith("Gateway") else _let_in(schema, filled)


def _let_in(schema: dict[str, Any], filled: dict[str, Any]) -> dict[str, Any]:
    """What the form lets in of this: a value that it refuses goes no further."""
    for _ in range(2):
        try:
            return check_form(schema, filled) if filled else filled
        except InvalidForm as refused:
            wrong = {path.partition(".")[0] for path in refused.errors}
            filled = {name: value for name, value in filled.items() if name not in wrong}
            schema = {key: rule for key, rule in schema.items() if key != "required"}
    return {}


def _way(field: dict[str, Any], chance: random.Random, done: Counter[str]) -> Any:
    options = field.get("enum") or field["items"]["enum"]
    least = min(done[option] for option in options)
    picked = [chance.choice([o for o in options if done[o] == least])]
    if "enum" not in field:
        picked += [o for o in options if o not in picked and chance.random() < 0.5]
    done.update(picked)
    return picked[0] if "enum" in field else picked


def sample(field: dict[str, Any], chance: random.Random) -> Any:
    """Some value that a field takes."""
    if field.get("enum"):
        return chance.choice(field["enum"])
    if "const" in field or "default" in field:
        return field.get("const", field.get("default"))
    kind = field.get("type", "string")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    if kind == "array":
        return [sample(field.get("items", {}), chance) for _ in range(max(1, field.get("minItems", 0)))]
    if kind == "object":
        return {n: sample(field.get("properties", {}).get(n, {}), chance) for n in field.get("required", [])}
    low = field.get("minimum", 1)
    plain = {"integer": int(low), "number": low, "boolean": chance.random() < 0.5, "null": None}
    if kind in plain:
        return plain[kind]
    formats = {"date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z", "time": "10:00:00Z", "email": "a@example.org"}
    if field.get("pattern") == DURATION["pattern"]:
        return "PT1H"
    text = formats.get(field.get("format", ""), "text")
    return text.ljust(field.get("minLength", 0), "x")[: field.get("maxLength", 10_000)]
