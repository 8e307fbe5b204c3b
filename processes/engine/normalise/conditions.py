"""Conditions of flows: in which language they are, what they mean to the engine, and what people are told of it."""

from __future__ import annotations

from processes.engine.normalise.context import B, Context, Element, quoted_title, tag, text_of
from processes.expressions import language
from processes.messages import _

LONGEST_SHOWN = 300
NAMES = {"feel": "FEEL", "juel": "JUEL", "python": "Python"}


def language_in(condition: Element) -> str:
    """The language that a condition says it is in; of the whole file's languages only FEEL says anything."""
    said = condition.get("language")
    if said:
        return said
    around = next(condition.iterancestors(B + "definitions"), None)
    general = around.get("expressionLanguage", "") if around is not None else ""
    return general if "feel" in general.lower() else ""


def script_language(node: Element) -> str:
    """The language of a script: its own, else that of the file where it is a language in which scripts are written."""
    around = next(node.iterancestors(B + "definitions"), None)
    general = around.get("expressionLanguage", "") if around is not None else ""
    written = language.language_of("", general) in ("mvel", "java", "groovy", "javascript", "kotlin")
    return node.get("scriptFormat") or (general if written else "")


def read(context: Context, node: Element, flow: Element, condition: Element | None) -> str | None:
    """The condition of a flow as an expression, with an assumption where it is in another tool's language."""
    text = text_of(condition)
    said = language_in(condition) if condition is not None else ""
    found = language.condition(text, said)
    if found is None:
        return None
    kind, meaning = language.language_of(text, said), language.display_text(found)
    if kind != "python" and meaning:
        words = _(
            "After {step} the condition {condition} is read as {language}: {meaning}.",
            step=quoted_title(node),
            condition=_short(text),
            language=NAMES[kind],
            meaning=_short(meaning),
        )
        context.assume("CONDITION_TRANSLATED", flow, words)
    return found


def condition_in(holder: Element, kind: str) -> str | None:
    """The condition that stands in a child of this kind, as an expression; None without one that can be evaluated."""
    found = next((child for child in holder if tag(child) == kind), None)
    return language.condition(text_of(found), language_in(found)) if found is not None else None


def fault(flows: list[tuple[Element, Element | None]]) -> str:
    """Why the first condition that cannot be evaluated cannot, as a part of a sentence; empty where none says why."""
    for flow, condition in flows:
        text = text_of(condition)
        said = language_in(condition) if condition is not None else ""
        if text and language.condition(text, said) is None:
            why = language.expression_fault(text, said) or _("it is no question")
            asked = _short(text)
            if flow.get("name"):
                return _(
                    "the condition of “{flow}” {condition} cannot be evaluated: {why}",
                    flow=flow.get("name"),
                    condition=asked,
                    why=why,
                )
            return _("the condition {condition} cannot be evaluated: {why}", condition=asked, why=why)
    return ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return _("“{name}”", name=text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…")
