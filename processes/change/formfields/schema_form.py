"""Forms that are JSON Schema: in the model itself, or in a file, with a second one that says how it looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from processes.change.formfields.rule import OF_A_KIND, FormField, Json, Source, of_another_kind
from processes.forms.dialects.ui_schema import apply_ui_hints
from processes.forms.json_schema import object_form
from processes.forms.schema import AND_NEEDED

Write = Callable[[Json], None]


class SchemaForm(Source):
    """A JSON Schema; `looks` is what SpiffWorkflow keeps in a second file."""

    def __init__(
        self, key: str, value: Json, write: Write, looks: Json | None = None, write_looks: Write | None = None
    ):
        self.key, self._value, self._write = key, value, write
        self._looks, self._write_looks = looks, write_looks

    def fields(self) -> list[FormField]:
        """The properties, with the titles that the second file gives them."""
        whole = object_form(apply_ui_hints(self._value, self._looks) if self._looks else self._value) or {}
        needed = self._value.get("required")
        needed = needed if isinstance(needed, list) else []
        return [FormField(name, rule, name in needed) for name, rule in whole.get("properties", {}).items()]

    def drop(self, name: str) -> None:
        """Take a property out, from the order too."""
        self._value["properties"].pop(name, None)
        self._require(name, False)
        if self._looks is not None:
            self._looks.pop(name, None)
            if isinstance(order := self._looks.get("ui:order"), list):
                self._looks["ui:order"] = [one for one in order if one != name]

    def add(self, new: FormField, before: str = "") -> None:
        """Put a property in."""
        self._value["properties"] = _put(self._value["properties"], new.name, dict(new.rule), before)
        self._require(new.name, new.required)
        order = self._looks.get("ui:order") if self._looks is not None else None
        if isinstance(order, list) and new.name not in order:
            at = order.index(before) if before in order else len(order)
            order.insert(at, new.name)

    def edit(self, name: str, rule: Mapping[str, Any], required: bool | None) -> None:
        """Replace what the rule says."""
        old = self._value["properties"].get(name)
        old = dict(old) if isinstance(old, dict) else {}
        if of_another_kind(rule):
            known = self.field(name)
            old = {**(known.rule if known is not None and "$ref" in old else {}), **old}
            old = {key: value for key, value in old.items() if key not in OF_A_KIND}
        found = self._looks.get(name) if self._looks is not None else None
        hints: Json = found if isinstance(found, dict) else {}
        elsewhere = {key for key in ("title", "description") if f"ui:{key}" in hints}
        self._value["properties"][name] = {**old, **{key: one for key, one in rule.items() if key not in elsewhere}}
        for key in elsewhere & rule.keys():
            hints[f"ui:{key}"] = rule[key]
        if required is not None:
            self._require(name, required)

    def _require(self, name: str, needed: bool) -> None:
        given = self._value.get("required")
        left = [one for one in given if one != name] if isinstance(given, list) else []
        if needed and isinstance(given, list) and name in given:
            return
        if needed:
            left.append(name)
        if left:
            self._value["required"] = left
        else:
            self._value.pop("required", None)

    def content(self) -> object:
        """Both parts, in their order."""
        order = [*self._value.get("properties", {})]
        needed = self._value.get("required")
        plain = {**self._value, "required": sorted(map(str, needed)) if isinstance(needed, list) else []}
        return plain, order, self._looks

    @property
    def is_spare(self) -> bool:
        """Whether nothing is left of a form that was written for a field that somebody wanted."""
        return not self._value.get("properties") and bool(self._value.get(AND_NEEDED))

    def settle(self) -> None:
        """Write both parts."""
        self._write(self._value)
        if self._looks is not None and self._write_looks is not None:
            self._write_looks(self._looks)


def _put(properties: Json, name: str, rule: Json, before: str) -> Json:
    if before not in properties:
        return {**properties, name: rule}
    made: Json = {}
    for other, one in properties.items():
        if other == before:
            made[name] = rule
        made[other] = one
    return made
