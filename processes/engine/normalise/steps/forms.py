"""Forms: those that the model names, and that came with it, are put into the steps: so they go with the version."""

from __future__ import annotations

import json

from processes.engine.normalise.context import Context, Element, S, nodes_of, opens, quoted_title, remove, tag
from processes.forms.dialects.referenced_forms import named_form
from processes.forms.json_schema import valid
from processes.messages import _, joined

CARRIERS = ("task", "userTask", "manualTask", "startEvent")


def apply(context: Context) -> None:
    """Resolve the forms that steps name; say which are not there."""
    for holder in list(context.holders()):
        for node in nodes_of(holder):
            if tag(node) in CARRIERS:
                _one(context, node)


def _one(context: Context, node: Element) -> None:
    found = named_form(node, context.root, context.files)
    if found is None:
        return
    schema = found.schema
    if schema is None or not valid(schema):
        if found.foreign:
            words = _(
                "{step} has a form “{form}” made for another tool: here it asks what is needed.",
                step=opens(node),
                form=found.name,
            )
        else:
            words = _(
                "{step} names the form “{form}”, which is not there: it asks what is needed instead.",
                step=opens(node),
                form=found.name,
            )
        context.assume("FORM_NOT_THERE", node, words)
        return
    if S + "form" in node.attrib:
        del node.attrib[S + "form"]
    for old in list(node.iter(S + "form")):
        remove(old)
    element = node.makeelement(S + "form")
    element.text = json.dumps(schema, ensure_ascii=False)
    node.insert(0, element)
    if found.left_out:
        parts = joined(", ", [_("“{name}”", name=part) for part in found.left_out])
        context.assume(
            "FORM_PART_LEFT_OUT",
            node,
            _("The form of {step} also has {parts}: not shown here.", step=quoted_title(node), parts=parts),
        )
