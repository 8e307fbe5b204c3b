"""What Camunda's builders map into steps and out of them, and formulas in place of scripts: fields that a step sets."""

from __future__ import annotations

import json

from processes.engine.normalise.context import NODES, Context, Element, S, tag, text_of, title
from processes.engine.normalise.inputs import local
from processes.engine.scripts import language

Rule = tuple[str, str, str]
# Services and calls see to their own mappings.
APART = frozenset({"serviceTask", "sendTask", "businessRuleTask", "callActivity"})
WAYS = {"input": "inputs", "inputParameter": "inputs", "output": "outputs", "outputParameter": "outputs"}


def apply(context: Context) -> None:
    """Write on every step what is mapped into it and out of it."""
    for node in context.root.iter():
        if context.executable and tag(node) in NODES - APART:
            for attribute in ("inputs", "outputs"):
                _map(context, node, attribute)


def formula(node: Element) -> str | None:
    """Why the formula that stands for a script cannot be worked out; None if it can, and then the step gives it."""
    found = next((e for e in _extensions(node) if local(e) == "script" and e.get("expression")), None)
    if found is None:
        return "it holds no script"
    name, text = found.get("resultVariable", "").strip(), found.get("expression", "")
    expression = _value(text)
    if expression is None:
        return language.expression_fault(text) or "its formula is not understood"
    if not name.isidentifier():
        return "its result has no name under which it can be kept"
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
                words = f"“{title(node)}” works out “{name}” in a way that is not known here: it is left to people."
                context.assume("DATA_ASSOCIATION_ASIDE", node, words, blocks=True)
            elif rule[0] != rule[2]:
                rules.append(rule)
    _add(node, attribute, rules)


def _rule(row: Element) -> Rule | None:
    target = (row.get("target") or row.get("name") or "").strip()
    if any(local(child) for child in row) or not target.isidentifier():
        return None
    expression = _value(row.get("source", "") if row.get("source") is not None else text_of(row))
    if expression is None:
        return None
    bare = language.readable(expression).strip()
    return (target, "mapped", bare) if language.is_bare(bare) else (target, "worked", expression)


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
