"""Forms whose fields are elements of the model: Camunda 7, Flowable, Activiti."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from lxml import etree

from processes.change.draft import Draft, Element
from processes.change.draft.lines import put_after
from processes.change.formfields.rule import FormField, Source, of_another_kind
from processes.forms.dialects import form_fields

FIELDS = ("formField", "formProperty")
_TYPES = {"number": "double", "integer": "long", "boolean": "boolean"}


class ElementForm(Source):
    """The `formField` or `formProperty` elements of a step."""

    def __init__(self, draft: Draft, key: str, step: Element):
        self.key, self._draft, self._step = key, draft, step

    def fields(self) -> list[FormField]:
        """The fields as people are asked for them."""
        return [FormField(one.name, one.schema, one.required) for one in form_fields.read(self._step)]

    def drop(self, name: str) -> None:
        """Take the element out."""
        for one in self._elements():
            if one.get("id") == name:
                self._draft.drop(one)

    def add(self, new: FormField, before: str = "") -> None:
        """Put an element in, written as its neighbours are."""
        all_of = self._elements()
        like = next((one for one in all_of if one.get("id") == before), all_of[-1])
        made = etree.Element(like.tag, {"id": new.name}, nsmap=cast("dict[str, str]", like.nsmap))
        self._say(made, new.rule)
        _require(made, new.required)
        place = like if like.get("id") != before else like.getprevious()
        if place is not None:
            put_after(place, made)
            return
        holder = like.getparent()
        made.tail = holder.text if holder is not None else None
        like.addprevious(made)

    def edit(self, name: str, rule: Mapping[str, Any], required: bool | None) -> None:
        """Replace what the rule says."""
        for one in self._elements():
            if one.get("id") == name:
                self._say(one, rule)
                if required is not None:
                    _require(one, required)

    def _say(self, one: Element, rule: Mapping[str, Any]) -> None:
        if "title" in rule:
            one.set("label" if _local(one) == "formField" else "name", str(rule["title"]))
        if of_another_kind(rule):
            for old in [e for e in one.iter(etree.Element) if _local(e) in ("value", "constraint")]:
                if _local(old) == "value" or (old.get("name") or "").lower() in form_fields.BOUNDS:
                    self._draft.drop(old)
            for name in ("defaultValue", "default", "datePattern"):
                one.attrib.pop(name, "")
            date = rule.get("format") == "date"
            one.set("type", "enum" if rule.get("enum") else "date" if date else _TYPES.get(str(rule["type"]), "string"))
            labels = rule.get("x-labels") or {}
            for value in rule.get("enum") or ():
                _inner(one, "value", {"id": str(value), "name": str(labels.get(str(value), value))})

    def content(self) -> object:
        """The fields as they are written, without the blanks between them."""
        return [_plain(one) for one in self._elements()]

    def settle(self) -> None:
        """They stand in the model already."""

    def _elements(self) -> list[Element]:
        found = (one for one in self._step.iter(etree.Element) if _local(one) in FIELDS and one.get("id"))
        return list(found)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _inner(parent: Element, local: str, attributes: dict[str, str]) -> Element:
    space = str(parent.tag).rpartition("}")[0].lstrip("{")
    made = etree.Element(
        f"{{{space}}}{local}" if space else local, attributes, nsmap=cast("dict[str, str]", parent.nsmap)
    )
    if len(parent):
        put_after(parent[-1], made)
    else:
        parent.append(made)
    return made


def _require(one: Element, needed: bool) -> None:
    constraints = [e for e in one.iter(etree.Element) if _local(e) == "constraint" and e.get("name") == "required"]
    if _local(one) == "formProperty":
        one.attrib.pop("required", "")
        if needed:
            one.set("required", "true")
        return
    for old in constraints:
        holder = old.getparent()
        if holder is not None:
            holder.remove(old)
            if not len(holder) and holder.getparent() is one:
                one.remove(holder)
    if one.get("required"):
        del one.attrib["required"]
    if needed:
        holder = next((e for e in one if _local(e) == "validation"), None)
        _inner(_inner(one, "validation", {}) if holder is None else holder, "constraint", {"name": "required"})


def _plain(element: Element) -> object:
    inner = tuple(_plain(child) for child in element if isinstance(child.tag, str))
    return str(element.tag), tuple(sorted(element.attrib.items())), (element.text or "").strip(), inner
