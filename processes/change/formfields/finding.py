"""Where the form of a step is said: in the step, elsewhere in the model, or in a file beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from lxml import etree

from processes.change.draft import BPMN, Draft, Element, kind
from processes.change.draft.lines import indent
from processes.change.formfields.element_form import FIELDS, ElementForm
from processes.change.formfields.formjs_form import FormJs
from processes.change.formfields.rule import Json, Source
from processes.change.formfields.schema_form import SchemaForm
from processes.forms.dialects.referenced_forms import form_properties, form_references
from processes.forms.schema import AND_NEEDED
from processes.json_text import parsed
from processes.model.elements import STEPWELL, S

CARRIERS = ("task", "userTask", "manualTask", "startEvent")
_INDENT = re.compile(r"\n([ \t]+)\S")
_MARKS = re.compile(rb"formField|formProperty|formData|formKey|formRef|formId|formDefinition|userTaskForm|"
                    rb"formJsonSchema|[:\"'\s]form\b")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """The form of a step; without a `source` it has none of its own, or `elsewhere` names one that is not here."""

    source: Source | None = None
    elsewhere: str = ""


def says_forms(xml: bytes) -> bool:
    """Whether a file may say any form at all: most do not."""
    return _MARKS.search(xml) is not None


def forms(draft: Draft) -> Iterator[tuple[str, Source]]:
    """The steps of a draft that have a form, each with it."""
    for node in draft.root.iter(*(BPMN + tag for tag in CARRIERS)):
        found = form_of(draft, node).source
        if found is not None and node.get("id"):
            yield str(node.get("id")), found


def form_of(draft: Draft, node: Element) -> Found:
    """The form of a step, in whichever dialect it is said."""
    if kind(node) not in CARRIERS:
        return Found()
    named, name = _named(draft, node)
    if named is not None:
        return Found(named)
    own = _own(draft, node)
    return Found(own) if own is not None else Found(elsewhere=name)


def new_form(draft: Draft, node: Element) -> SchemaForm:
    """A form for a step without one: it asks besides for what it asked until now."""
    value: Json = {"type": "object", "properties": {}, AND_NEEDED: True}
    extensions = node.find(BPMN + "extensionElements")
    element = etree.Element(S + "form", nsmap={"stepwell": STEPWELL})
    if extensions is None:
        extensions = etree.Element(BPMN + "extensionElements")
        extensions.append(element)
        first = next((child for child in reversed(node) if kind(child) == "documentation"), None)
        if first is not None:
            extensions.tail = first.tail
            first.addnext(extensions)
        else:
            extensions.tail = node.text if len(node) else None
            node.insert(0, extensions)
        indent(extensions)
    else:
        element.tail = extensions.text if len(extensions) else None
        extensions.insert(0, element)
    return SchemaForm(str(node.get("id")), value, _element_writer(draft, element))


def _named(draft: Draft, node: Element) -> tuple[Source | None, str]:
    """The form that a step names, and its name; the same order as when a model is read to be run."""
    said = form_properties(node)
    if name := said.get("formJsonSchemaFilename"):
        return _of_file(draft, name, said.get("formUiSchemaFilename", "")), name
    own = (node.get(S + "form") or "").strip()
    if own.endswith((".json", ".form")):
        return _of_file(draft, own), own
    for key, reference in form_references(node):
        scheme, _, rest = reference.partition(":")
        if scheme == "camunda-forms" and rest.startswith("bpmn:"):
            return _embedded(draft, rest.removeprefix("bpmn:")), reference
        if key in ("formRef", "formId"):
            return _by_id(draft, reference), reference
        if scheme in ("camunda-forms", "deployment") or reference.endswith((".form", ".json")):
            file = rest.removeprefix("deployment:") if scheme == "camunda-forms" else reference
            return _of_file(draft, file), reference
        return _by_id(draft, reference), reference
    return None, ""


def _own(draft: Draft, node: Element) -> Source | None:
    identity = str(node.get("id"))
    value = _read(node.get(S + "form") or "")
    if _is_schema(value):
        return SchemaForm(identity, value, lambda now: node.set(S + "form", json.dumps(now, ensure_ascii=False)))
    for element in node.iter(S + "form"):
        value = _read(element.text or "")
        if _is_schema(value):
            return SchemaForm(identity, value, _element_writer(draft, element))
    has_fields = any(_local(e) in FIELDS and e.get("id") for e in node.iter(etree.Element))
    return ElementForm(draft, identity, node) if has_fields else None


def _element_writer(draft: Draft, element: Element) -> Callable[[Json], None]:
    def write(value: Json) -> None:
        """Say the form anew; one that asks for nothing goes, with what held it alone."""
        if not value.get("properties") and value.get(AND_NEEDED):
            holder = element.getparent()
            draft.drop(element)
            if holder is not None and not len(holder):
                draft.drop(holder)
            return
        element.text = _written(element.text or "", value)

    return write


def _embedded(draft: Draft, wanted: str) -> Source | None:
    for element in draft.root.iter(etree.Element):
        if _local(element) == "userTaskForm" and element.get("id") == wanted:
            return _form(f"#{wanted}", _read(element.text or ""), _text_writer(element))
    return None


def _text_writer(element: Element) -> Callable[[Json], None]:
    def write(value: Json) -> None:
        element.text = _written(element.text or "", value)

    return write


def _by_id(draft: Draft, wanted: str) -> Source | None:
    for name, content in draft.files.items():
        value = _read(content.decode("utf-8", "replace")) if name.endswith((".form", ".json")) else {}
        if value.get("id") == wanted:
            return _form(name, value, _file_writer(draft, name))
    return None


def _of_file(draft: Draft, wanted: str, looks: str = "") -> Source | None:
    name = _file(draft, wanted)
    if name is None:
        return None
    value, beside = _read(draft.files[name].decode("utf-8", "replace")), _file(draft, looks)
    if beside is None or not _is_schema(value):
        return _form(name, value, _file_writer(draft, name))
    hints = _read(draft.files[beside].decode("utf-8", "replace"))
    return SchemaForm(name, value, _file_writer(draft, name), hints, _file_writer(draft, beside))


def _file(draft: Draft, wanted: str) -> str | None:
    """The name of a file, by its whole name or its last part."""
    base = PurePosixPath(wanted.replace("\\", "/").lstrip("/")).name
    if not base or wanted in draft.files:
        return wanted if wanted in draft.files else None
    return next((name for name in draft.files if PurePosixPath(name).name == base), None)


def _file_writer(draft: Draft, name: str) -> Callable[[Json], None]:
    def write(value: Json) -> None:
        old = draft.files[name].decode("utf-8", "replace")
        if _read(old) != value or [*_read(old)] != [*value]:
            draft.files[name] = (_written(old, value) + ("\n" if old.endswith("\n") else "")).encode()

    return write


def _form(key: str, value: Json, write: Callable[[Json], None]) -> Source | None:
    if isinstance(value.get("components"), list):
        return FormJs(key, value, write)
    return SchemaForm(key, value, write) if _is_schema(value) else None


def _is_schema(value: Json) -> bool:
    return isinstance(value.get("properties"), dict)


def _read(text: str) -> Json:
    try:
        value = parsed(text.strip().lstrip("\ufeff")) if text.strip() else None
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _written(old: str, value: Json) -> str:
    """JSON with the indent that another text has, or without any blanks where that has none."""
    found = _INDENT.search(old.strip())
    tight = (",", ":") if old.strip() and not found and '": ' not in old else None
    return json.dumps(value, ensure_ascii=False, indent=found.group(1) if found else None, separators=tight)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
