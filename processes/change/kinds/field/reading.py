"""Changes of forms read off two models, led back, and where they can be tried."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from processes.change.contract import Seen
from processes.change.diff.forms import forms_apart
from processes.change.diff.graph.match import match
from processes.change.draft import BPMN, Draft
from processes.change.formfields.compare import Changed
from processes.change.formfields.finding import CARRIERS, form_of
from processes.change.formfields.rule import KIND, FormField
from processes.change.kinds.field.writing import change_form
from processes.change.refusal import CannotChange
from processes.model import Model

if TYPE_CHECKING:
    from processes.change.kinds.field import Field

Asked = tuple[str, tuple[str, ...], str, str, str]


def as_text(rule: Mapping[str, Any], required: bool | None = None) -> str:
    """What is said of a field, as an operation keeps it."""
    said = {**rule, **({} if required is None else {"required": required})}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def between(seen: Seen) -> Iterator[Asked]:
    """What makes the forms of one model into those of the other; of a form that several steps share, once."""
    told: set[str] = set()
    for old, new, found, key in forms_apart(seen.base, seen.changed, match(seen.base.graph, seen.changed.graph)):
        if old != new or key in told:
            continue
        told |= {key} - {""}
        if gone := tuple(one.name for one in found if one.what == "drop"):
            yield old, gone, "drop", "", ""
        yield from ((old, (o.name,), "edit", as_text(o.rule, o.required), "") for o in found if o.what == "edit")
        yield from (_addition(old, one) for one in found if one.what == "add")


def _addition(step: str, one: Changed) -> Asked:
    return step, (one.name,), "add", as_text(one.rule, one.required), one.before


def back(base: Model, wanted: Field) -> Sequence[Asked] | None:
    """What leads back from the changed form, where that makes it what it was to the last letter."""
    draft = Draft(base.copy_root(), base.files)
    node = draft.elements.get(wanted.step)
    before = form_of(draft, node).source if node is not None else None
    if before is None and wanted.change != "add":
        return None
    known = before.fields() if before is not None else []
    return list(_undoing(wanted, known))


def _undoing(wanted: Field, known: Sequence[FormField]) -> Iterator[Asked]:
    names = [one.name for one in known]
    by_name = {one.name: one for one in known}
    if wanted.change == "add":
        yield wanted.step, wanted.field, "drop", "", ""
    for name in sorted(wanted.field, key=lambda one: names.index(one) if one in names else 0, reverse=True):
        was = by_name.get(name)
        if was is None or wanted.change == "add":
            continue
        if wanted.change == "edit":
            yield wanted.step, (name,), "edit", _as_before(json.loads(wanted.schema_), was), ""
        else:
            rule = {key: was.rule[key] for key in ("title", "description", *KIND) if key in was.rule}
            behind = names[names.index(name) + 1 :]
            yield wanted.step, (name,), "add", as_text(rule, was.required or None), next(iter(behind), "")


def _as_before(said: Mapping[str, Any], was: FormField) -> str:
    rule = {key: was.rule.get(key, "") for key in ("title", "description") if key in said}
    if any(key in said for key in KIND):
        rule |= was.kind
    return as_text(rule, was.required if "required" in said else None)


def undoes(base: Model, wanted: Field, undoing: Sequence[Field]) -> bool:
    """Whether a form is the same again once it was changed and led back."""
    draft = Draft(base.copy_root(), base.files)
    node = draft.elements[wanted.step]
    before = form_of(draft, node).source
    was = before.content() if before is not None else None
    held = node.find(BPMN + "extensionElements") is not None
    try:
        for one in (wanted, *undoing):
            change_form(draft, one)
    except CannotChange:
        return False
    after = form_of(draft, node).source
    holds = node.find(BPMN + "extensionElements") is not None
    return holds is held and (after.content() if after is not None else None) == was


def places(model: Model) -> Iterator[Asked]:
    """Each field of each form to be dropped, called otherwise or made optional, and each step for a new one."""
    draft = Draft(model.copy_root(), model.files)
    for node in draft.root.iter(*(BPMN + tag for tag in CARRIERS)):
        step, form = str(node.get("id")), form_of(draft, node).source
        known = form.fields() if form is not None else []
        for one in known:
            yield step, (one.name,), "drop", "", ""
            yield step, (one.name,), "edit", as_text({"title": f"{one.title} (new)"}), ""
        if "remark" not in {one.name for one in known}:
            yield step, ("remark",), "add", as_text({"title": "Remark", "type": "string"}), ""
