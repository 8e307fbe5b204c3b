"""Repetition: loop and multi-instance markers, kept where the number of rounds is known."""

from __future__ import annotations

from processes.engine.normalise.context import REPETITION, Context, Element, S, nodes_of, opens, tag, text_of
from processes.expressions import language
from processes.messages import _

MOST = 1000
MOST_LOOPS = 100_000
SAYS = ("loopCardinality", "loopCondition", "loopDataInputRef", "collection", "inputCollection", "completionCondition")


def apply(context: Context) -> None:
    """Keep markers that say how often; set the others aside."""
    for holder in context.holders():
        for node in nodes_of(holder):
            for marker in [child for child in node if tag(child) in REPETITION]:
                if not _keep(context, marker):
                    node.remove(marker)
                    words = _how_often(marker, opens(node))
                    context.assume("REPETITION_ASIDE", node, words, blocks=True)


def _how_often(marker: Element, step: str) -> str:
    """What the model says of the number of rounds that are not kept."""
    said = any(text_of(child) for child in marker if tag(child) in SAYS)
    said = said or any(name in SAYS for name in _attributes(marker))
    if said:
        return _(
            "{step} is to be repeated, as data or a condition say that are not worked out here: it is done once for "
            "all.",
            step=step,
        )
    return _("{step} is to be repeated, but not how often: it is done once for all.", step=step)


def _keep(context: Context, marker: Element) -> bool:
    if tag(marker) == "standardLoopCharacteristics":
        return _loop(context, marker)
    parts = {tag(child): text_of(child) for child in marker}
    if context.executable:
        _collect(marker, parts)
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


def _attributes(marker: Element) -> dict[str, str]:
    """What stands on a marker and in its extensions, by local name."""
    inner = [one for one in marker.iter() if isinstance(one.tag, str) and one.tag.endswith("}loopCharacteristics")]
    return {str(n).rpartition("}")[2]: str(v) for one in (marker, *inner) for n, v in one.attrib.items()}


def _collect(marker: Element, parts: dict[str, str]) -> None:
    """Note in which list the results of all rounds are collected, and what each round adds to it."""
    attributes = _attributes(marker)
    into = attributes.get("outputCollection") or parts.get("loopDataOutputRef") or ""
    item = next((child for child in marker if tag(child) == "outputDataItem"), None)
    made = attributes.get("outputElement") or (item.get("name") or item.get("id") if item is not None else "") or ""
    into, element = language.readable(language.expression(into) or "").strip(), language.expression(made) or ""
    if language.is_bare(into) and element:
        marker.set(S + "into", into)
        marker.set(S + "element", element)


def _expression(marker: Element, parts: dict[str, str], count: str) -> bool:
    attributes = _attributes(marker)
    collection = attributes.get("collection") or attributes.get("inputCollection") or parts.get("loopDataInputRef")
    expression = language.expression(count or collection or "")
    if expression is None:
        return False
    marker.set(S + ("count" if count else "collection"), expression)
    item = attributes.get("elementVariable") or attributes.get("inputElement")
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
    if most.isdigit() and 0 < int(most) <= MOST_LOOPS and not (wanted and context.executable):
        marker.set(S + "count", most)
        return True
    return False
