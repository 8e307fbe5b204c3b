"""Data objects, stores and associations: values travel with the instance, under the names that the model gives them."""

from __future__ import annotations

import json

from processes.engine.normalise.context import (
    CONTAINERS,
    NODES,
    B,
    Context,
    Element,
    S,
    opens,
    remove,
    tag,
    text_of,
    title,
)
from processes.expressions import language
from processes.messages import _

NAMED = (
    "dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "property", "dataInput", "dataOutput",
)  # fmt: skip
DECLARED = (*NAMED, "dataInputAssociation", "dataOutputAssociation", "ioSpecification")
LISTS = ("loopDataInputRef", "loopDataOutputRef")


def apply(context: Context) -> None:
    """Write on every step what it takes from data objects and gives to them; then take the declarations out."""
    names = _names(context)
    for kind in LISTS:
        for reference in context.root.iter(B + kind):
            reference.text = names.get(text_of(reference).rpartition(":")[2], text_of(reference))
    if context.executable:
        for node in list(context.root.iter()):
            if tag(node) in NODES:
                _rules(context, node, "dataInputAssociation", "inputs", names)
                _rules(context, node, "dataOutputAssociation", "outputs", names)
        _mark_own_fields(context, names)
    stores = sorted({title(e) for e in context.root.iter(B + "dataStoreReference")})
    found = [element for kind in DECLARED for element in list(context.root.iter(B + kind))]
    for element in found:
        remove(element)
    if found:
        words = _("Data objects are shown; what people fill in belongs to the whole case, under its own name.")
        if any(holder.get(S + "owns") for holder in context.holders()):
            words = _(
                "Data objects are shown; what people fill in belongs to the whole case, under its own name; the data "
                "objects of a sub-process are its own and end with it."
            )
        context.assume("DATA_ASIDE", context.root, words)
    for store in stores[:3]:
        words = _("The data store “{name}” is kept within each case: cases do not share it.", name=store)
        context.assume("DATA_STORE", context.root, words)


def _mark_own_fields(context: Context, names: dict[str, str]) -> None:
    """Write on every sub-process which fields it has to itself: its data objects and properties."""
    references: dict[str, set[str]] = {}
    for reference in context.root.iter(B + "dataObjectReference"):
        about = (reference.get("dataObjectRef") or "").rpartition(":")[2]
        references.setdefault(about, set()).add(names.get(reference.get("id", ""), ""))
    for holder in context.holders():
        if tag(holder) in CONTAINERS:
            mine = [child.get("id", "") for child in holder if tag(child) in ("dataObject", "property")]
            called = {name for one in mine for name in (names.get(one, ""), *references.get(one, ())) if name}
            if called:
                holder.set(S + "owns", json.dumps(sorted(called), ensure_ascii=False))


def _names(context: Context) -> dict[str, str]:
    """By id, the name under which data objects, inputs and outputs are known."""
    found: dict[str, str] = {}
    for kind in NAMED:
        for element in context.root.iter(B + kind):
            name = " ".join((element.get("name") or "").split())
            behind = element.get("dataObjectRef") or element.get("dataStoreRef") or ""
            name = name or found.get(behind.rpartition(":")[2], "")
            if element.get("id") and name and not name.startswith("__"):
                found[element.get("id", "")] = name
    return found


def _rules(context: Context, node: Element, kind: str, attribute: str, names: dict[str, str]) -> None:
    rules: list[tuple[str, str, str]] = []
    for association in [child for child in node if tag(child) == kind]:
        for rule in _of(association, names, same=tag(node) == "callActivity"):
            if rule is None:
                words = _(
                    "{step} works out data in a way that cannot be carried out here: it is left to people.",
                    step=opens(node),
                )
                context.assume("DATA_ASSOCIATION_ASIDE", node, words, blocks=True)
            else:
                rules.append(rule)
    if rules:
        node.set(S + attribute, json.dumps(rules, ensure_ascii=False))


def _of(association: Element, names: dict[str, str], *, same: bool) -> list[tuple[str, str, str] | None]:
    """What an association does: target, `copy` or `value`, and the field or expression; None for what cannot be.

    A copy under the `same` name does something only where it goes to another scope.
    """
    parts: dict[str, list[Element]] = {}
    for child in association:
        parts.setdefault(tag(child), []).append(child)
    target = next((names.get(text_of(one).rpartition(":")[2], "") for one in parts.get("targetRef", ())), "")
    sources = [names.get(text_of(one).rpartition(":")[2], "") for one in parts.get("sourceRef", ())]
    if "assignment" in parts:
        return [_assigned(one) for one in parts["assignment"]]
    if "transformation" in parts:
        expression = language.expression(text_of(parts["transformation"][0]))
        return [(target, "value", expression) if target and expression else None]
    if target and len(sources) == 1 and sources[0] and (same or sources[0] != target):
        return [(target, "copy", sources[0])]
    return []


def _assigned(assignment: Element) -> tuple[str, str, str] | None:
    ends = {tag(child): text_of(child) for child in assignment}
    target = language.readable(language.expression(ends.get("to", "")) or "").strip()
    value = language.expression(ends.get("from", ""))
    return (target, "value", value) if value and target.isidentifier() else None
