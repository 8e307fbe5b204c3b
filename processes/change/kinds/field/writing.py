"""Changing a form by one field, or taking several out; what reads them is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from processes.change.contract import node_of
from processes.change.data.readers import readers, said_of
from processes.change.draft import Draft, Element, kind
from processes.change.formfields.finding import CARRIERS, form_of, new_form
from processes.change.formfields.rule import FormField, Source
from processes.change.names import few, listed, quoted, sentence
from processes.change.refusal import CannotChange, Choice, structural
from processes.change.structure.paths import called
from processes.messages import _, ngettext, placed

if TYPE_CHECKING:
    from processes.change.kinds.field import Field

CODES = {
    **structural("DATA_STILL_READ"),
    "NO_FORM": "nobody fills in a form there",
    "FORM_ELSEWHERE": "the form of the step is kept by another tool",
    "NO_SUCH_FIELD": "the step does not ask for the field",
    "FIELD_TAKEN": "the step asks for the field already",
}


def change_form(draft: Draft, wanted: Field) -> None:
    """Make the change of the form; raises `CannotChange`."""
    keep = Choice("keep", wanted.about.keep)
    node = node_of(draft, wanted.step)
    if kind(node) not in CARRIERS:
        words = _("Nobody fills in a form at {step}. Choose a step that people do.", step=called(node))
        raise CannotChange("NO_FORM", words, wanted.step, (keep,))
    found = form_of(draft, node)
    if found.source is None and found.elsewhere:
        words = _(
            "The form “{form}” of {step} is kept by another tool, or its file did not come with the model. "
            "Send the file along first.",
            form=found.elsewhere, step=called(node),
        )  # fmt: skip
        raise CannotChange("FORM_ELSEWHERE", words, wanted.step, (keep,))
    if wanted.change == "add":
        form = found.source or new_form(draft, node)
        _add(form, node, wanted, keep)
    else:
        form = _with_fields(draft, found.source, node, wanted, keep)
        (_drop if wanted.change == "drop" else _edit)(draft, form, node, wanted, keep)
    form.settle()


def _add(form: Source, node: Element, wanted: Field, keep: Choice) -> None:
    (name,) = wanted.field
    if (there := form.field(name)) is not None:
        words = _("{step} already asks for {field}. Call the new field otherwise.",
                  step=called(node), field=quoted(there.title))  # fmt: skip
        raise CannotChange("FIELD_TAKEN", words, wanted.step, (keep,))
    rule = {"type": "string", "title": name, **json.loads(wanted.schema_)}
    required = bool(rule.pop("required", False))
    form.add(FormField(name, rule, required), wanted.before)


def _with_fields(draft: Draft, form: Source | None, node: Element, wanted: Field, keep: Choice) -> Source:
    gone = [name for name in wanted.field if form is None or form.field(name) is None]
    if form is not None and not gone:
        return form
    inferred = readers(draft, wanted.step, gone[0]) if form is None else []
    if inferred:
        words = _(
            "{step} has no form of its own: it asks for {field} because of {readers}. Change that first.",
            step=called(node), field=quoted(gone[0]), readers=few(said_of(inferred)),
        )  # fmt: skip
        raise CannotChange("DATA_STILL_READ", words, wanted.step, (keep,))
    words = _("{step} does not ask for {field}. Choose a field of its form.",
              step=called(node), field=listed(map(quoted, gone)))  # fmt: skip
    raise CannotChange("NO_SUCH_FIELD", words, wanted.step, (keep,))


def _drop(draft: Draft, form: Source, node: Element, wanted: Field, keep: Choice) -> None:
    read = {name: found for name in wanted.field if (found := readers(draft, wanted.step, name))}
    if read:
        fields = {name: form.field(name) for name in read}
        titles = [quoted(one.title) for one in fields.values() if one is not None]
        by = few(said_of([one for found in read.values() for one in found]))
        words = ngettext(
            "{field} is still read by {readers}.", "{field} are still read by {readers}.", len(read),
            field=sentence(listed(titles)), readers=by,
        )  # fmt: skip
        ways = [keep]
        if any(one is not None and one.required for one in fields.values()):
            ways.insert(0, Choice("optional", placed(LEAVE_EMPTY, field=listed(titles))))
        again = {one.element for found in read.values() for one in found if one.again}
        if len(read) == len(wanted.field) and again == {one.element for found in read.values() for one in found}:
            steps = listed(called(draft.elements[step]) for step in sorted(again))
            ways.insert(
                0, Choice("both", _("No longer ask for it in {steps} either", steps=steps), tuple(sorted(again)))
            )
        if left := [name for name in wanted.field if name not in read]:
            others = listed(quoted(one.title) for name in left if (one := form.field(name)) is not None)
            ways.insert(0, Choice("others", _("Leave out only {field}", field=others), tuple(left)))
        raise CannotChange("DATA_STILL_READ", words, wanted.step, tuple(ways))
    for name in wanted.field:
        form.drop(name)


LEAVE_EMPTY = _("Go on asking for {field}, but do not insist on it")


def _edit(draft: Draft, form: Source, node: Element, wanted: Field, keep: Choice) -> None:
    rule = json.loads(wanted.schema_)
    required = rule.pop("required", None)
    for name in wanted.field:
        form.edit(name, rule, required)
