"""Business-rule tasks: which decision they ask, with whose result; without its table a person decides.

On the runnable node stand `rules` (the id of the decision), `into` (the field for the result; empty for the outputs by
their names) and `result` (how the result is told); all decisions that are asked stand in one element below the root.
"""

from __future__ import annotations

from lxml import etree

from processes import decisions
from processes.decisions import Decision
from processes.decisions.asked import Asked, decision_of
from processes.engine.normalise.context import B, Context, Element, S, opens
from processes.messages import _, joined

HELD = S + "decisions"
WRITTEN = ("rules", "into", "result")
SHAPES = ("singleEntry", "singleResult", "collectEntries", "resultList")


def clear(context: Context) -> None:
    """Take away what only this import may write."""
    for element in list(context.root.iter(HELD)):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    for element in context.root.iter(B + "businessRuleTask"):
        for name in WRITTEN:
            if element.get(S + name) is not None:
                del element.attrib[S + name]


def asked_in(root: Element) -> dict[str, list[str]]:
    """The ids of the steps that ask a decision, by the decision they name."""
    found: dict[str, list[str]] = {}
    for node in root.iter(B + "businessRuleTask"):
        wanted = decision_of(node)
        if wanted is not None:
            found.setdefault(wanted.id, []).append(node.get("id", ""))
    return found


def offer(context: Context, node: Element) -> str | None:
    """Have the decision that a task names decide: empty if it does, why not if it cannot, None if it names none."""
    wanted = decision_of(node)
    if wanted is None:
        return None
    known = decisions.decisions_in(context.files)
    found = _find(known, wanted.id)
    if found is None:
        return _("its decision “{name}” is in no file that came with the model", name=wanted.id)
    reached = decisions.closure(known, [found.id])
    first = ""
    broken = next((one for one in reached.values() if one.fault), None)
    if broken is not None:
        return _("of its decision “{name}” something is not understood: {fault}", name=broken.name, fault=broken.fault)
    missing = next((ref for one in reached.values() for ref in one.requires if ref not in reached), None)
    if missing is not None:
        return _("its decision needs the decision “{name}”, which is in no file that came with the model", name=missing)
    if wanted.first and found.policy == "U" and not found.formula:
        first = found.id
        words = _(
            "{step} is in SpiffWorkflow's dialect: of several rules of “{name}” the first counts.",
            step=opens(node),
            name=found.name,
        )
        context.assume("DECISION_FIRST", node, words)
    node.set(S + "rules", found.id)
    node.set(S + "into", wanted.into)
    node.set(S + "result", wanted.shape if wanted.shape in SHAPES else "")
    _hold(context, first)
    _tell(context, node, found, wanted)
    return ""


def _find(known: dict[str, Decision], wanted: str) -> Decision | None:
    """By id; in some dialects the id has a prefix, or the name is meant."""
    if wanted in known:
        return known[wanted]
    return next((one for one in known.values() if one.name == wanted), None)


def _hold(context: Context, first: str) -> None:
    """Keep the files with the runnable model, and of which decision the first rule that holds counts."""
    holder = context.root.find(HELD)
    if holder is None:
        holder = etree.SubElement(context.root, HELD)
    holder.text = decisions.packed(context.files, decisions.firsts(holder.text) | ({first} if first else set()))


def _tell(context: Context, node: Element, found: Decision, wanted: Asked) -> None:
    if wanted.into:
        return
    fields = [column.name for column in found.outputs] or [found.result]
    names = joined(", ", [_("“{name}”", name=name) for name in fields])
    words = _(
        "{step} names no field for what “{name}” decides: it goes into {fields}.",
        step=opens(node),
        name=found.name,
        fields=names,
    )
    context.assume("DECISION_FIELDS", node, words)
