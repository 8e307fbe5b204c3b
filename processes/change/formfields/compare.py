"""What one form asks for and another one does not, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from processes.change.formfields.rule import KIND, FormField, Source


@dataclass(frozen=True, slots=True)
class Changed:
    """A field that is dropped, added or edited: `rule` and `required` are what is said of it that is new."""

    what: str
    was: FormField | None
    now: FormField | None
    rule: Mapping[str, Any] = field(default_factory=dict)
    required: bool | None = None
    before: str = ""

    @property
    def name(self) -> str:
        """The name of the field."""
        found = self.now or self.was
        return found.name if found is not None else ""


def compare(old: Source | None, new: Source | None) -> tuple[Changed, ...]:
    """The fields that differ: what is gone, what reads otherwise, then what is new."""
    was = {one.name: one for one in old.fields()} if old is not None else {}
    now = {one.name: one for one in new.fields()} if new is not None else {}
    gone = [Changed("drop", one, None) for name, one in was.items() if name not in now]
    other = [one for name in was if name in now and (one := _edited(was[name], now[name])) is not None]
    return (*gone, *other, *_added(was, now))


def _edited(was: FormField, now: FormField) -> Changed | None:
    rule = dict(now.kind) if was.kind != now.kind else {}
    for key in ("title", "description"):
        if was.rule.get(key) != now.rule.get(key):
            rule[key] = now.rule.get(key, "")
    required = now.required if was.required != now.required else None
    return Changed("edit", was, now, rule, required) if rule or required is not None else None


def _added(was: Mapping[str, FormField], now: Mapping[str, FormField]) -> Iterator[Changed]:
    names = list(now)
    for number, name in enumerate(names):
        if name not in was:
            behind = next((other for other in names[number + 1 :] if other in was), "")
            rule = {key: value for key, value in now[name].rule.items() if key in ("title", "description", *KIND)}
            yield Changed("add", None, now[name], rule, now[name].required or None, behind)


def make(form: Source, changes: tuple[Changed, ...]) -> None:
    """Make such changes of a form."""
    for one in changes:
        if one.what == "drop":
            form.drop(one.name)
        elif one.what == "edit":
            form.edit(one.name, one.rule, one.required)
        else:
            form.add(FormField(one.name, one.rule, bool(one.required)), one.before)
