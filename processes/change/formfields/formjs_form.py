"""Forms of Camunda's form builder (form-js), in the model itself or in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from processes.change.formfields.rule import FormField, Json, Source, of_another_kind
from processes.forms.dialects import formjs_fields

_TYPES = {"number": "number", "integer": "number", "boolean": "checkbox"}
# What a component holds for whichever kind it is.
_STAYS = frozenset({"key", "path", "id", "label", "layout", "description", "conditional", "validate", "disabled",
                    "readonly", "properties"})  # fmt: skip


class FormJs(Source):
    """The components of a form, those in groups and rows too."""

    def __init__(self, key: str, value: Json, write: Callable[[Json], None]):
        self.key, self._value, self._write = key, value, write

    def fields(self) -> list[FormField]:
        """The components that hold a value."""
        return [found for _, one in self._all() if (found := _field(one)) is not None]

    def drop(self, name: str) -> None:
        """Take a component out."""
        for holder, one in list(self._all()):
            if _name(one) == name:
                holder.remove(one)

    def add(self, new: FormField, before: str = "") -> None:
        """Put a component in."""
        made: Json = {"key": new.name, "id": self._free_id(new.name), **_said(new.rule, {})}
        made["label"] = new.title
        _require(made, new.required)
        for holder, one in self._all():
            if before and _name(one) == before:
                holder.insert(holder.index(one), made)
                return
        self._value["components"].append(made)

    def edit(self, name: str, rule: Mapping[str, Any], required: bool | None) -> None:
        """Replace what the rule says."""
        for _, one in self._all():
            if _name(one) == name:
                _change(one, rule)
                if required is not None:
                    _require(one, required)

    def content(self) -> object:
        """The form as it is."""
        return self._value

    def settle(self) -> None:
        """Write it back."""
        self._write(self._value)

    def _all(self) -> Iterator[tuple[list[Any], Json]]:
        return _inside(self._value.get("components"))

    def _free_id(self, name: str) -> str:
        taken = {one.get("id") for _, one in self._all()}
        return next(f"Field_{name}{n or ''}" for n in range(len(taken) + 2) if f"Field_{name}{n or ''}" not in taken)


def _inside(holder: object) -> Iterator[tuple[list[Any], Json]]:
    """The components in a list and in the groups of it, each with the list that it stands in."""
    if not isinstance(holder, list):
        return
    for one in list(holder):
        if isinstance(one, dict):
            yield holder, one
            if one.get("type") == "group" and not one.get("path"):
                yield from _inside(one.get("components"))


def _name(one: Json) -> str:
    return str(one.get("path") or one.get("key") or "")


def _field(one: Json) -> FormField | None:
    rule = formjs_fields.rule_of(str(one.get("type", "")), one) if _name(one) else None
    if rule is None:
        return None
    return FormField(_name(one), {"type": "string", **rule}, formjs_fields.required(one, rule))


def _change(one: Json, rule: Mapping[str, Any]) -> None:
    if of_another_kind(rule):
        said = _said(rule, one)
        for key in [key for key in one if key not in _STAYS]:
            del one[key]
        left = {key: one["validate"][key] for key in ("required",) if key in one.get("validate", {})}
        one.pop("validate", None)
        one.update(said)
        if left:
            one["validate"] = left
    if "title" in rule:
        one.pop("dateLabel", None)
        one["label"] = rule["title"]
    if "description" in rule:
        one["description"] = rule["description"]


def _said(rule: Mapping[str, Any], one: Json) -> Json:
    """The type of component that takes these values, with what it says of them."""
    said: Json = {}
    if rule.get("enum"):
        labels = rule.get("x-labels") if isinstance(rule.get("x-labels"), dict) else {}
        values = [{"label": str((labels or {}).get(str(v), v)), "value": v} for v in rule["enum"]]
        said = {"type": one.get("type") if one.get("type") in ("select", "radio") else "select", "values": values}
    elif rule.get("format") == "date":
        said = {"type": "datetime", "subtype": "date"}
    else:
        plain = "textarea" if rule.get("x-multiline") else "textfield"
        said = {"type": _TYPES.get(str(rule.get("type")), plain)}
        if rule.get("type") == "integer":
            said["decimalDigits"] = 0
    if "description" in rule and not one:
        said["description"] = rule["description"]
    return said


def _require(one: Json, needed: bool) -> None:
    given = one.get("validate") if isinstance(one.get("validate"), dict) else {}
    left = {key: value for key, value in (given or {}).items() if key != "required"}
    if needed:
        left["required"] = True
    if left:
        one["validate"] = left
    else:
        one.pop("validate", None)
