"""What Camunda's builders map into steps and out of them, and formulas in place of scripts: fields that a step sets.

A rule is [field, kind, source]: `mapped` from a field, `worked` out by an expression, `filled` in as a template.
"""

from __future__ import annotations

import json

from processes.engine.normalise.context import NODES, Context, Element, S, opens, tag, text_of
from processes.engine.normalise.services import service_tasks
from processes.engine.normalise.services.inputs import local
from processes.expressions import language, templates
from processes.expressions.templates import CannotKeep
from processes.messages import _

Rule = tuple[str, str, str]
# Calls see to their own mappings.
APART = frozenset({"callActivity"})
DEEPEST = 20
WAYS = {"input": "inputs", "inputParameter": "inputs", "output": "outputs", "outputParameter": "outputs"}


def apply(context: Context) -> None:
    """Write on every step what is mapped into it and out of it."""
    for node in context.root.iter():
        if context.executable and tag(node) in NODES - APART:
            for attribute in ("inputs", "outputs"):
                if attribute == "outputs" or not service_tasks.takes_inputs(node):
                    _map(context, node, attribute)


def formula(node: Element) -> str | None:
    """Why the formula that stands for a script cannot be worked out; None if it can, and then the step gives it."""
    found = next((e for e in _extensions(node) if local(e) == "script" and e.get("expression")), None)
    if found is None:
        return _("it holds no script")
    name, text = found.get("resultVariable", "").strip(), found.get("expression", "")
    expression = _value(text)
    if expression is None:
        return language.expression_fault(text) or _("its formula is not understood")
    if not name.isidentifier():
        return _("its result has no name under which it can be kept")
    _add(node, "outputs", [(name, "value", expression)], first=True)
    return None


def _map(context: Context, node: Element, attribute: str) -> None:
    rules: list[Rule] = []
    for holder in _extensions(node):
        if local(holder) not in ("ioMapping", "inputOutput"):
            continue
        for row in holder:
            if WAYS.get(local(row)) != attribute:
                continue
            rule = _rule(row)
            if rule is None:
                name = row.get("target") or row.get("name") or ""
                words = _(
                    "{step} works out “{name}” in a way that is not known here: it is left to people.",
                    step=opens(node),
                    name=name,
                )
                context.assume("DATA_ASSOCIATION_ASIDE", node, words, blocks=True)
            else:
                rules.append(rule)
    _add(node, attribute, rules)


def _rule(row: Element) -> Rule | None:
    target = (row.get("target") or row.get("name") or "").strip()
    text = row.get("source", "") if row.get("source") is not None else text_of(row)
    inside = [child for child in row if local(child)]
    if not target.isidentifier():
        return None
    expression = _value(text) if not inside else None
    if expression is None:
        template = _template(row) if inside or language.language_of(text) == "python" else None
        return None if template is None else (target, "filled", json.dumps(template, ensure_ascii=False))
    bare = language.readable(expression).strip()
    return (target, "mapped", bare) if language.is_bare(bare) else (target, "worked", expression)


def _template(row: Element) -> object:
    """A text with expressions in it, a list or a map, compiled; None for what is worked out in another way."""
    try:
        found = _filled(row, 0)
    except CannotKeep:
        return None
    return None if templates.secrets_in(found) else found


def _filled(element: Element, depth: int) -> object:
    inside = [child for child in element if local(child)]
    if depth > DEEPEST or len(inside) > 1:
        raise CannotKeep(_("it is nested too deeply") if depth > DEEPEST else _("it holds several values"))
    if not inside:
        return templates.text(text_of(element))
    (inner,) = inside
    if local(inner) == "map":
        return {one.get("key", ""): _filled(one, depth + 1) for one in inner if local(one)}
    if local(inner) == "list":
        return [_each(one, depth + 1) for one in inner if local(one)]
    raise CannotKeep(_("it is a {kind}", kind=local(inner)))


def _each(one: Element, depth: int) -> object:
    """What stands in a list: a value."""
    if local(one) != "value":
        raise CannotKeep(_("it is a {kind}", kind=local(one)))
    return _filled(one, depth)


def _value(text: str) -> str | None:
    """An expression by its signs; any other text stands for itself, unless an expression is a part of it."""
    if language.language_of(text) != "python":
        return language.expression(text)
    return None if "${" in text or "#{" in text else json.dumps(text, ensure_ascii=False)


def _add(node: Element, attribute: str, rules: list[Rule], first: bool = False) -> None:
    known = json.loads(node.get(S + attribute) or "[]")
    if rules:
        made = [*rules, *known] if first else [*known, *rules]
        node.set(S + attribute, json.dumps(made, ensure_ascii=False))


def _extensions(node: Element) -> list[Element]:
    """What other builders wrote directly into the extensions of a node."""
    return [e for holder in node if tag(holder) == "extensionElements" for e in holder if local(e)]
