"""The fields of a step's form, in the words that stand at them."""

from __future__ import annotations

from collections.abc import Sequence

from processes.change.contract import Option
from processes.change.draft import Draft
from processes.change.formfields.finding import CARRIERS, form_of, says_forms
from processes.change.formfields.rule import FormField
from processes.messages import _
from processes.model import Model


def form_fields(model: Model, step: str) -> list[FormField]:
    """The fields for which a step asks by a form of its own."""
    if not says_forms(model.xml):
        return []
    draft = Draft(model.copy_root(), model.files)
    node = draft.elements.get(step)
    form = form_of(draft, node).source if node is not None else None
    return [] if form is None else form.fields()


def fields(model: Model, step: str) -> Sequence[Option]:
    """What a step asks for, by title."""
    return [Option(one.name, one.title) for one in form_fields(model, step)]


def ways(model: Model, step: str) -> Sequence[Option]:
    """What can become of the form of a step: nothing where nobody fills in one."""
    node = model.graph.nodes.get(step)
    if node is None or node.type not in CARRIERS:
        return []
    new = Option("add", _("Ask for something more"))
    if not says_forms(model.xml):
        return [new]
    draft = Draft(model.copy_root(), model.files)
    element = draft.elements.get(step)
    found = form_of(draft, element) if element is not None else None
    if found is None or (found.source is None and found.elsewhere):
        return []
    if found.source is None or not found.source.fields():
        return [new]
    return [Option("drop", _("No longer ask for it")), Option("edit", _("Ask for it otherwise")), new]
