"""Forms that a model names but does not hold: found in the files beside it, or elsewhere in the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import orjson

from processes.forms.dialects.formjs import Reader
from processes.forms.dialects.ui_schema import apply_ui_hints
from processes.forms.json_schema import object_form
from processes.model.elements import Element, S

LONGEST = 400_000
REFERENCES = ("formKey", "formRef", "formId")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReferencedForm:
    """What became of the form that a step names: its schema, or why there is none."""

    name: str
    schema: Json | None = None
    left_out: tuple[str, ...] = ()
    foreign: bool = False


def named_form(node: Element, root: Element, files: Mapping[str, bytes]) -> ReferencedForm | None:
    """The form that a step names; None where it names none."""
    spiff = form_properties(node)
    if spiff.get("formJsonSchemaFilename"):
        name = spiff["formJsonSchemaFilename"]
        schema = _read(files, name)
        made = apply_ui_hints(schema, _read(files, spiff.get("formUiSchemaFilename", ""))) if schema else None
        return ReferencedForm(name, object_form(made))
    own = node.get(S + "form") or ""
    if own.strip().endswith((".json", ".form")):
        return _of_file(own.strip(), files)
    for key, reference in form_references(node):
        return _resolve(key, reference, root, files)
    return None


def embedded_form(text: str) -> ReferencedForm:
    """A form-js form that stands in the model as text."""
    return _convert("", _json(text))


def _resolve(key: str, reference: str, root: Element, files: Mapping[str, bytes]) -> ReferencedForm:
    kind, _, rest = reference.partition(":")
    if kind == "camunda-forms" and rest.startswith("bpmn:"):
        wanted = rest.removeprefix("bpmn:")
        for element in root.iter():
            if _local(element) == "userTaskForm" and element.get("id") == wanted:
                return _convert(reference, _json("".join(str(part) for part in element.itertext())))
        return ReferencedForm(reference)
    if key in ("formRef", "formId"):
        return _by_id(reference, files)
    if kind in ("camunda-forms", "deployment") or reference.endswith((".form", ".json")):
        return _of_file(rest.removeprefix("deployment:") if kind == "camunda-forms" else reference, files)
    found = _by_id(reference, files)
    return found if found.schema else ReferencedForm(reference, foreign=True)


def _of_file(name: str, files: Mapping[str, bytes]) -> ReferencedForm:
    return _convert(name, _read(files, name))


def _by_id(wanted: str, files: Mapping[str, bytes]) -> ReferencedForm:
    """The form-js file that calls itself by this id."""
    for name in files:
        given = _read(files, name) if name.endswith((".form", ".json")) else None
        if given and given.get("id") == wanted:
            return _convert(wanted, given)
    return ReferencedForm(wanted)


def _convert(name: str, given: Json | None) -> ReferencedForm:
    if given is None:
        return ReferencedForm(name)
    if "components" not in given:
        return ReferencedForm(name, object_form(given))
    reader = Reader()
    return ReferencedForm(name, object_form(reader.form(given)), tuple(dict.fromkeys(reader.left_out)))


def _read(files: Mapping[str, bytes], name: str) -> Json | None:
    """The JSON of a file, by its whole name or its last part."""
    if not name:
        return None
    base = PurePosixPath(name.replace("\\", "/").lstrip("/")).name
    data = files.get(name) or files.get(base)
    if data is None:
        data = next((content for key, content in files.items() if PurePosixPath(key).name == base), None)
    return _json(data.decode("utf-8", "replace")) if data is not None and len(data) <= LONGEST else None


def _json(text: str) -> Json | None:
    try:
        value = orjson.loads(text.lstrip("\ufeff")) if len(text) <= LONGEST else None
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def form_properties(node: Element) -> dict[str, str]:
    """What a step says as properties, such as SpiffArena's files of a form, by name."""
    return {
        element.get("name", ""): element.get("value", "")
        for element in node.iter()
        if _local(element) == "property" and element.get("name") and element.get("value")
    }


def form_references(node: Element) -> list[tuple[str, str]]:
    """How a step names its form: an attribute of its own in another tool's name space, or a form definition."""
    found = [(name.rpartition("}")[2], value) for name, value in _attributes(node) if "}" in name]
    for element in node.iter():
        if _local(element) == "formDefinition":
            found += _attributes(element)
    return [(key, value.strip()) for key, value in found if key in REFERENCES and value.strip()]


def _attributes(element: Element) -> list[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in element.attrib.items()]


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
