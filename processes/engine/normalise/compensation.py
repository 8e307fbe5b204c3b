"""Compensation: which step undoes which, and what starts it."""

from __future__ import annotations

from processes.engine.normalise.context import (
    ACTIVITIES,
    B,
    Context,
    Element,
    S,
    definitions_of,
    flows_of,
    nodes_of,
    opens,
    remove,
    tag,
)
from processes.messages import _

COMPENSATE = "compensateEventDefinition"


def apply(context: Context) -> None:
    """Tie every handler to the step it undoes; set aside what undoes nothing."""
    for holder in list(context.holders()):
        for node in nodes_of(holder):
            if tag(node) == "boundaryEvent" and _compensates(node):
                _tie(context, holder, node)
    for holder in list(context.holders()):
        for node in nodes_of(holder):
            if node.get("isForCompensation") == "true" and not node.get(S + "undoes"):
                words = _(
                    "{step} is meant to undo work, but no step leads to it: it is not part of a run.", step=opens(node)
                )
                _aside(context, node, words)
    for holder in list(context.holders()):
        if holder.get("triggeredByEvent") == "true":
            _event_subprocess(context, holder)
        for node in nodes_of(holder):
            if tag(node) in ("intermediateThrowEvent", "endEvent") and _compensates(node):
                _throw(context, holder, node)


def _compensates(node: Element) -> bool:
    return any(tag(definition) == COMPENSATE for definition in definitions_of(node))


def _tie(context: Context, holder: Element, border: Element) -> None:
    """The boundary event gives way to a note on its step."""
    nodes = {node.get("id"): node for node in nodes_of(holder)}
    host, handler = nodes.get(border.get("attachedToRef")), _handler(context, holder, border, nodes)
    for flow in flows_of(holder):
        if flow.get("sourceRef") == border.get("id"):
            remove(flow)
    remove(border)
    if host is None or handler is None or handler is host:
        words = _("{step} is to undo a step, but says not how: it is shown, and not part of a run.", step=opens(border))
        context.assume("COMPENSATION_ASIDE", border, words, blocks=True)
        return
    handler.set("isForCompensation", "true")
    handler.set(S + "undoes", host.get("id", ""))
    host.set(S + "undo", handler.get("id", ""))


def _handler(context: Context, holder: Element, border: Element, nodes: dict[str | None, Element]) -> Element | None:
    """The step at the other end of the event's association, or of its flow where it has one instead."""
    ends = [
        (one.get("sourceRef"), one.get("targetRef"))
        for kind in ("association", "sequenceFlow")
        for one in context.root.iter(B + kind)
    ]
    for source, target in ends:
        other = target if source == border.get("id") else source if target == border.get("id") else None
        found = nodes.get(other) if other else None
        if found is not None and tag(found) in ACTIVITIES:
            return found
    return None


def _aside(context: Context, node: Element, words: str) -> None:
    context.assume("COMPENSATION_ASIDE", node, words, blocks=True)
    holder = node.getparent()
    for flow in flows_of(holder) if holder is not None else ():
        if node.get("id") in (flow.get("sourceRef"), flow.get("targetRef")):
            remove(flow)
    remove(node)


def _event_subprocess(context: Context, holder: Element) -> None:
    """An event sub-process that undoes the sub-process round it."""
    starts = [node for node in nodes_of(holder) if tag(node) == "startEvent"]
    outer = holder.getparent()
    if len(starts) != 1 or not _compensates(starts[0]) or outer is None:
        return
    if tag(outer) == "process":
        words = _(
            "{step} undoes the whole process, which nothing asks for: it is shown, and not part of a run.",
            step=opens(holder),
        )
        _aside(context, holder, words)
        return
    holder.set(S + "undoer", "true")
    for definition in definitions_of(starts[0]):
        starts[0].remove(definition)


def _throw(context: Context, holder: Element, node: Element) -> None:
    """Which step an event undoes; without one, all that is completed in its scope."""
    around = holder
    while around.get("triggeredByEvent") == "true" and around.getparent() is not None:
        around = around.getparent()  # type: ignore[assignment]
    known = {one.get("id", ""): one for one in nodes_of(around)}
    for definition in [d for d in definitions_of(node) if tag(d) == COMPENSATE]:
        wanted = (definition.get("activityRef") or "").rpartition(":")[2]
        definition.attrib.pop("activityRef", "")
        if wanted in known:
            definition.set("activityRef", wanted)
        elif wanted:
            words = _(
                "{step} undoes a step that is not beside it: it undoes all that is done beside it.", step=opens(node)
            )
            context.assume("COMPENSATION_ELSEWHERE", node, words, blocks=True)
        there = [known[wanted]] if wanted in known else list(known.values())
        if not any(one.get(S + "undo") for part in there for one in part.iter()):
            words = _(
                "{step} undoes earlier work, but no step before it says how: nothing is undone.", step=opens(node)
            )
            context.assume("NOTHING_TO_UNDO", node, words)
        if definition.get("waitForCompletion") == "false":
            words = _("{step} does not wait until all is undone in the model: here it does.", step=opens(node))
            context.assume("COMPENSATION_WAITS", node, words)
