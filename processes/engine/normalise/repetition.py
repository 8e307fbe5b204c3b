"""Repetition: loop and multi-instance markers, kept where the number of rounds is known."""

from __future__ import annotations

from processes.engine.normalise.context import REPETITION, Context, Element, S, nodes_of, tag, text_of, title
from processes.engine.scripts import language

MOST = 1000


def apply(context: Context) -> None:
    """Keep markers that say how often; set the others aside."""
    for holder in context.holders():
        for node in nodes_of(holder):
            for marker in [child for child in node if tag(child) in REPETITION]:
                if not _kept(context, marker):
                    node.remove(marker)
                    words = f"“{title(node)}” is to be repeated, but not how often: it is done once, for all together."
                    context.assume("REPETITION_ASIDE", node, words, blocks=True)


def _kept(context: Context, marker: Element) -> bool:
    if tag(marker) == "standardLoopCharacteristics":
        return _loop(context, marker)
    parts = {tag(child): text_of(child) for child in marker}
    done = parts.get("completionCondition")
    if done and context.executable:
        expression = language.condition(done)
        if expression is None:
            return False
        marker.set(S + "until", expression)
    count = parts.get("loopCardinality", "").strip("\"'")
    if count.isdigit() and 0 < int(count) <= MOST:
        marker.set(S + "count", count)
        return True
    if not context.executable:
        return False
    return _expression(marker, parts, count)


def _expression(marker: Element, parts: dict[str, str], count: str) -> bool:
    attributes = {str(name).rpartition("}")[2]: str(value) for name, value in marker.attrib.items()}
    collection = attributes.get("collection") or parts.get("loopDataInputRef")
    expression = language.expression(count or collection or "")
    if expression is None:
        return False
    marker.set(S + ("count" if count else "collection"), expression)
    item = attributes.get("elementVariable")
    for child in marker:
        if tag(child) == "inputDataItem":
            item = item or child.get("name") or child.get("id")
    if item:
        marker.set(S + "item", item)
    return True


def _loop(context: Context, marker: Element) -> bool:
    most = marker.get("loopMaximum") or ""
    wanted = next((text_of(child) for child in marker if tag(child) == "loopCondition"), "")
    if wanted and context.executable:
        expression = language.condition(wanted)
        if expression is not None:
            marker.set(S + "while", expression)
            if most.isdigit():
                marker.set(S + "count", most)
            return True
    if most.isdigit() and 0 < int(most) <= MOST and not (wanted and context.executable):
        marker.set(S + "count", most)
        return True
    return False
