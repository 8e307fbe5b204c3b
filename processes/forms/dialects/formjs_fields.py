"""The single fields of form-js: type, bounds, options, default and hints of each."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
CHOICES = ("select", "radio", "checklist", "taglist")
NUMBERS = (int, float)
_MOMENTS = {"date": "date", "time": "time", "datetime": "date-time"}
_KINDS = {"email": "email"}


def text(value: Any) -> str:
    """The value if it is text, trimmed; else nothing."""
    return value.strip() if isinstance(value, str) else ""


def rule_of(kind: str, one: Json) -> Json | None:
    """The schema of a field; None for a kind that holds no value of its own."""
    made: Json | None = None
    if kind in ("textfield", "textarea"):
        made = _text(kind, one)
    elif kind == "number":
        made = _number(one)
    elif kind == "checkbox":
        made = {"type": "boolean", **({"const": True} if _validate(one).get("required") is True else {})}
    elif kind in CHOICES:
        made = _choice(kind, one)
    elif kind == "datetime":
        made = {"type": "string", "format": _MOMENTS.get(str(one.get("subtype") or "date"), "date")}
    elif kind == "filepicker":
        made = _file(one)
    return None if made is None else _default(with_label(made, one), one)


def with_label(rule: Json, one: Json) -> Json:
    """The rule with its label, hint, and whether it is only shown or asked only sometimes."""
    label = text(one.get("label")) or text(one.get("dateLabel")) or text(one.get("timeLabel"))
    rule["title"] = label or str(one.get("path") or one.get("key"))
    hints = [words for words in (text(one.get("description")), condition_note(one)) if words]
    if hints and not hints[0].startswith("="):
        rule["description"] = " ".join(hints)
    if one.get("readonly") is True or one.get("disabled") is True:
        rule["readOnly"] = True
    look = one.get("appearance") if isinstance(one.get("appearance"), dict) else {}
    for word in ("prefixAdorner", "suffixAdorner"):
        if look and text(look.get(word)):
            rule["title"] += f" ({text(look.get(word))})"
    return rule


def condition_note(one: Json) -> str:
    """When the form's author hides the part, in words: a condition is told, not carried out."""
    given = one.get("conditional")
    hide = text(given.get("hide")).lstrip("=").strip() if isinstance(given, dict) else ""
    return f"Leave this out where {hide}." if hide else ""


def required(one: Json, rule: Json) -> bool:
    """Whether the field has to be filled in: not where it is only shown, or hidden under a condition."""
    return _validate(one).get("required") is True and not rule.get("readOnly") and not condition_note(one)


def place(schema: Json, key: str, rule: Json, needed: bool) -> None:
    """Put a field into the schema; a key like `address.city` makes an object within."""
    *outer, name = [part for part in key.split(".") if part] or [key]
    for part in outer[:5]:
        inner = schema["properties"].setdefault(part, {"type": "object", "properties": {}})
        if needed and part not in schema.setdefault("required", []):
            schema["required"].append(part)
        if not isinstance(inner.get("properties"), dict):
            return
        schema = inner
    schema["properties"].setdefault(name, rule)
    if needed and name not in schema.setdefault("required", []):
        schema["required"].append(name)


def _validate(one: Json) -> Json:
    given = one.get("validate")
    return given if isinstance(given, dict) else {}


def _text(kind: str, one: Json) -> Json:
    rules, made = _validate(one), {"type": "string"}
    found: Json = {**made, **({"x-multiline": True} if kind == "textarea" else {})}
    for word in ("minLength", "maxLength"):
        if isinstance(rules.get(word), int) and rules[word] >= 0:
            found[word] = rules[word]
    if text(rules.get("pattern")):
        found["pattern"] = text(rules["pattern"])
    wanted = text(rules.get("validationType"))
    if wanted in _KINDS:
        found["format"] = _KINDS[wanted]
    elif wanted == "phone":
        found["pattern"] = r"^\+?[0-9 ()/.-]{3,30}$"
    return found


def _number(one: Json) -> Json:
    rules = _validate(one)
    digits = one.get("decimalDigits")
    made: Json = {"type": "integer" if digits == 0 else "number"}
    if isinstance(digits, int) and 0 < digits < 10:
        made["multipleOf"] = round(10**-digits, digits)
    for word, key in (("min", "minimum"), ("max", "maximum")):
        if isinstance(rules.get(word), NUMBERS) and not isinstance(rules[word], bool):
            made[key] = rules[word]
    return made


def _choice(kind: str, one: Json) -> Json:
    """One of several, or several of several; from the form, or from what the case knows."""
    given = one.get("values")
    values = [v for v in given if isinstance(v, dict) and "value" in v] if isinstance(given, list) else []
    options: Json = {"type": "string"}
    if values:
        options = {"enum": [v["value"] for v in values]}
        options["x-labels"] = {str(v["value"]): text(v.get("label")) or str(v["value"]) for v in values}
    source = text(one.get("valuesKey")) or text(one.get("valuesExpression")).lstrip("=").strip()
    if not values and source.replace("_", "").isalnum():
        options["x-options-from"] = source
    if kind in ("select", "radio"):
        return {**options, "x-widget": kind}
    many: Json = {"type": "array", "items": options, "uniqueItems": True}
    if _validate(one).get("required") is True and not condition_note(one):
        many["minItems"] = 1
    return many


def _file(one: Json) -> Json:
    accept = [part.strip() for part in text(one.get("accept")).split(",") if part.strip()]
    single: Json = {"type": "object", "x-file": {"accept": accept} if accept else {}}
    return {"type": "array", "items": single} if one.get("multiple") is True else single


def _default(rule: Json, one: Json) -> Json:
    value = one.get("defaultValue")
    if value is not None and not (isinstance(value, str) and value.startswith("=")):
        rule["default"] = value
    return rule
